// The names of `keras.metrics`.

export { binaryCrossentropy } from "./loss/binary-crossentropy.js";
export { binaryFocalCrossentropy } from "./loss/binary-focal-crossentropy.js";
export { BinaryCrossentropyMetric as BinaryCrossentropy } from "./metrics/binary-crossentropy-metric.js";
export { BinaryFocalCrossentropyMetric as BinaryFocalCrossentropy } from "./metrics/binary-focal-crossentropy-metric.js";
