// The two losses of a GAN in one dimension: real data lies around 3, the generator shifts noise. A
// number as labels is that label everywhere.
//
// Run it: npx tsx examples/gan.ts

import { BinaryCrossentropy } from "binary-crossentropy";

const bce = new BinaryCrossentropy({ fromLogits: true });
const smoothed = new BinaryCrossentropy({ fromLogits: true, labelSmoothing: 0.1 });
const noise = Float64Array.from({ length: 64 }, (_, i) => (i - 31.5) / 32);
const real = noise.map((x) => 3 + x);
let shift = 0; // of the generator
const [slope, bias] = [new Float64Array(1), new Float64Array(1)]; // of the discriminator
const judge = (x: Float64Array) => x.map((value) => slope[0]! * value + bias[0]!);
const dot = (a: ArrayLike<number>, b: Float64Array) => b.reduce((sum, x, i) => sum + a[i]! * x, 0);
const total = (a: ArrayLike<number>) => Array.from(a).reduce((sum, x) => sum + x, 0);

for (let step = 0; step <= 3000; step++) {
  const fake = noise.map((x) => shift + x);
  const ofReal = smoothed.valueAndGrad(1, judge(real));
  const ofFake = bce.valueAndGrad(0, judge(fake));
  slope[0]! -= 0.1 * (dot(ofReal.grad.data, real) + dot(ofFake.grad.data, fake) + 0.1 * slope[0]!);
  bias[0]! -= 0.1 * (total(ofReal.grad.data) + total(ofFake.grad.data));
  const generator = bce.valueAndGrad(1, judge(fake));
  shift -= 0.1 * slope[0]! * total(generator.grad.data);
  if (step % 1000 === 0) console.log(`step ${step}: fake data around ${shift.toFixed(2)}`);
}

// Prints:
//   step 0: fake data around 0.01
//   step 1000: fake data around 3.06
//   step 2000: fake data around 3.00
//   step 3000: fake data around 3.00
