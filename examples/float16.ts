// Reads predictions in half precision, as models in browsers give them: a Float16Array where the
// platform has it, or the bits in a Uint16Array with the type beside them.
//
// Run it: npx tsx examples/float16.ts

import { BinaryCrossentropy, sigmoid } from "binary-crossentropy";

// As onnxruntime-web and transformers.js hand tensors out: 2, -1, 0.5 and -3.5.
const logits = {
  type: "float16",
  dims: [4, 1],
  data: Uint16Array.of(0x4000, 0xbc00, 0x3800, 0xc300),
} as const;
const yTrue = Uint8Array.of(1, 0, 1, 1);

const bce = new BinaryCrossentropy({ fromLogits: true });
console.log(`loss: ${bce(yTrue, logits).toFixed(6)}`);

// Computed in float32, and so is the gradient.
const { grad } = bce.valueAndGrad(yTrue, logits);
console.log(
  `${grad.data.constructor.name}: ${Array.from(grad.data, (g) => g.toFixed(6)).join(" ")}`,
);

const probabilities = sigmoid(logits);
console.log(`probabilities: ${Array.from(probabilities.data, (p) => p.toFixed(4)).join(" ")}`);

// Prints:
//   loss: 1.111004
//   Float32Array: -0.029801 0.067235 -0.094385 -0.242672
//   probabilities: 0.8808 0.2689 0.6225 0.0293
