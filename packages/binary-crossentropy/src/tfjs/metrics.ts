// The names of `keras.metrics`, on tensors.

export { binaryCrossentropy } from "./binary-crossentropy.js";
export { BinaryCrossentropyMetric as BinaryCrossentropy } from "./binary-crossentropy-metric.js";
