// What the package binary-crossentropy-distribute uses of this one beside its public names, and
// nothing more. Nothing is promised here: any release may change it, which is why that package asks
// for this one in exactly its own version.

export { setReplicaContext } from "./ambient.js";
export { refuse, refuseShape, ShapeError, show, showShape, ValueError } from "./errors.js";
export { nodeModule } from "./node-module.js";
export { readKeys } from "./options/read-options.js";
export { divideNoNan, dividesBy, keepsCells, type Reduction } from "./semantics/reduction.js";
export { cellsOf } from "./shape/cells.js";
export { fitWeight, stridesAlong } from "./shape/fit-weight.js";
export { createView, gather, sizeOf } from "./shape/view.js";
export { roundTo } from "./tensor/ndarray.js";
export { readTensor, type Tensor } from "./tensor/read-tensor.js";
