// A loss of one's own with its gradient: weights, masks and reductions come with the base class.
//
// Run it: npx tsx examples/own-loss.ts

import { Loss, type NdArray, type Reduction } from "binary-crossentropy";

/** Squared error up to 1, absolute error beyond. */
class Huber<const R extends Reduction = "auto"> extends Loss<R> {
  call(yTrue: NdArray, yPred: NdArray): Float64Array {
    return Float64Array.from(yPred.data, (p, i) => {
      const error = Math.abs(p - yTrue.data[i]!);
      return error < 1 ? error ** 2 / 2 : error - 0.5;
    });
  }

  /** The derivative of each loss by its prediction, before weights and reduction. */
  override gradient(yTrue: NdArray, yPred: NdArray): Float64Array {
    return Float64Array.from(yPred.data, (p, i) => Math.max(-1, Math.min(1, p - yTrue.data[i]!)));
  }
}

const huber = new Huber();
const [yTrue, yPred] = [
  [[0], [1], [2], [3]],
  [[0.5], [4], [2], [NaN]],
];
const mask = [true, true, true, false];
const { value, grad } = huber.valueAndGrad(yTrue, yPred, [1, 1, 2, 2], { mask });
console.log(`value: ${value.toFixed(4)}`);
console.log(`gradient: ${Array.from(grad.data, (g) => g.toFixed(4)).join(" ")}`);
console.log(JSON.stringify(huber.getConfig()));

// Prints:
//   value: 0.8750
//   gradient: 0.1667 0.3333 0.0000 0.0000
//   {"name":"huber","reduction":"auto"}
