// The names of `keras.metrics`, on tensors.

export { binaryCrossentropy } from "./binary-crossentropy.js";
export { BinaryCrossentropyMetric as BinaryCrossentropy } from "./binary-crossentropy-metric.js";
export { binaryFocalCrossentropy } from "./binary-focal-crossentropy.js";
export { BinaryFocalCrossentropyMetric as BinaryFocalCrossentropy } from "./binary-focal-crossentropy-metric.js";
