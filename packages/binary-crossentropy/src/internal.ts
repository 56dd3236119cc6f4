// What the package binary-crossentropy-distribute uses of this one beside its public names, and
// nothing more. Nothing is promised here: any release may change it, which is why that package asks
// for this one in exactly its own version.

export { setReplicaContext } from "./ambient.js";
export { refuse, refuseShape, ShapeError, show, showShape, ValueError } from "./errors.js";
export { nodeModule } from "./node-module.js";
export { readKeys } from "./options/read-options.js";
export { divideNoNan, dividesBy, keepsCells, type Reduction } from "./semantics/reduction.js";
export { roundTo } from "./tensor/ndarray.js";
export { readTensor } from "./tensor/read-tensor.js";
export { weightedSum } from "./tensor/weighted-sum.js";
