// What the packages binary-crossentropy-distribute and binary-crossentropy-cli use of this one beside
// its public names, and nothing more. Nothing is promised here: any release may change it, which is
// why they ask for this one in exactly their own version.

export { setReplicaContext } from "./ambient.js";
export { refuse, refuseShape, ShapeError, show, showShape, ValueError } from "./errors.js";
export { nodeModule } from "./node-module.js";
export { dialects, dtypes, type Interval, ranges } from "./options/ranges.js";
export { readKeys } from "./options/read-keys.js";
export { defaults } from "./options/read-options.js";
export { type Clip, clipOf } from "./semantics/element.js";
export { divideNoNan, dividesBy, keepsCells, type Reduction } from "./semantics/reduction.js";
export { roundTo } from "./tensor/ndarray.js";
export { readTensor } from "./tensor/read-tensor.js";
export { weightedSum } from "./tensor/weighted-sum.js";
