// The names of `keras.metrics`.

export { binaryCrossentropy } from "./loss/binary-crossentropy.js";
export { BinaryCrossentropyMetric as BinaryCrossentropy } from "./metrics/binary-crossentropy-metric.js";
