// The public names of the entry binary-crossentropy/distribute.

export { ShapeError, ValueError } from "../errors.js";
export { type AverageLossOptions, computeAverageLoss, scaleRegularizationLoss } from "./average-loss.js";
export type { Communicator } from "./communicator.js";
export { type MpiOptions, MpiStrategy } from "./mpi/mpi-strategy.js";
export { getStrategy, hasStrategy, type ReduceOp, Strategy } from "./strategy.js";
