// The distance of losses, gradients and second derivatives from the true values, in float32 ulp,
// over a dense sweep of inputs: every so many numbers of all that there are, subnormals and
// infinities included. The true values come from double precision, whose own error is below 1e−7 of
// a float32 ulp.

import { BinaryCrossentropy, BinaryFocalCrossentropy } from "binary-crossentropy";

export interface Worst {
  readonly quantity: "loss" | "gradient" | "hessian";
  readonly label: 0 | 1;
  readonly ulp: number;
  readonly at: number;
}

export interface Sweep {
  readonly points: number;
  readonly worst: readonly Worst[];
}

type Truth = { readonly [Q in Worst["quantity"]]?: (x: number, label: number) => number };

const chunk = 4096;
const sign = 0x80000000;
const infinityBits = 0x7f800000;
const oneBits = 0x3f800000;

const sigmoid = (z: number) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
const softplus = (z: number) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

const logitTruth: Truth = {
  loss: (z, label) => softplus(label === 1 ? -z : z),
  gradient: (z, label) => (label === 1 ? -sigmoid(-z) : sigmoid(z)),
  hessian: (z) => sigmoid(z) * sigmoid(-z),
};

const probabilityTruth: Truth = {
  loss: (p, label) => (label === 1 ? -Math.log(p) : -Math.log1p(-p)),
  gradient: (p, label) => (label === 1 ? -1 / p : 1 / (1 - p)),
};

/** Logits: every `stride`th number of all, ±∞ included, NaN left out. */
export function sweepLogits(stride: number): Sweep {
  return sweep(
    stride,
    2 * (infinityBits + 1),
    (k) => (k <= infinityBits ? k : sign + k - infinityBits - 1),
    new BinaryCrossentropy({ ...elementwise, fromLogits: true }),
    logitTruth,
  );
}

/** Probabilities in the exact dialect: every `stride`th number in [0, 1]. */
export function sweepProbabilities(stride: number): Sweep {
  return sweep(
    stride,
    oneBits + 1,
    (k) => k,
    new BinaryCrossentropy(elementwise),
    probabilityTruth,
  );
}

const smallestBits = bitsOfFloat(2 ** -24);
const largestBits = bitsOfFloat(90);

/** Powers that are taken in each way: by multiplication, with a root and without, and by logarithms. */
export const gammas = [0.5, 1, 1.5, 2, 2.5, 3.25, 3.5, 4.5, 5] as const;

/** Logits of focal loss: every `stride`th number from 2^−24 to 90 in magnitude. */
export function sweepFocal(stride: number, gamma: number, applyClassBalancing: boolean): Sweep {
  const each = largestBits - smallestBits;
  const options = { ...elementwise, fromLogits: true, gamma, applyClassBalancing } as const;
  const shareOf = (label: number) => (!applyClassBalancing ? 1 : label === 1 ? 0.25 : 0.75);
  const focal = new BinaryFocalCrossentropy(options);
  const truth: Truth = {
    loss: (z, label) => {
      const u = label === 1 ? -z : z;
      return shareOf(label) * sigmoid(u) ** gamma * softplus(u);
    },
    gradient: (z, label) => {
      const u = label === 1 ? -z : z;
      const slope = sigmoid(u) ** gamma * (gamma * sigmoid(-u) * softplus(u) + sigmoid(u));
      return shareOf(label) * (label === 1 ? -slope : slope);
    },
  };
  const bitsOf = (k: number) => smallestBits + (k < each ? k : sign + k - each);
  return sweep(stride, 2 * each, bitsOf, focal, truth);
}

function bitsOfFloat(x: number): number {
  return new Uint32Array(Float32Array.of(x).buffer)[0]!;
}

const elementwise = { dialect: "exact", axis: [], reduction: "none" } as const;
type Loss = BinaryCrossentropy<"none"> | BinaryFocalCrossentropy<"none">;

function sweep(
  stride: number,
  count: number,
  bitsOf: (k: number) => number,
  bce: Loss,
  truth: Truth,
): Sweep {
  const x = new Float32Array(chunk);
  const bits = new Uint32Array(x.buffer);
  const worst = new Map<string, Worst>();
  let points = 0;
  for (let k = 0; k < count; ) {
    let length = 0;
    for (; length < chunk && k < count; length++, k += stride) bits[length] = bitsOf(k);
    points += length;
    const inputs = x.subarray(0, length);
    for (const label of [0, 1] as const) {
      const labels = new Float32Array(length).fill(label);
      const { value, grad } = bce.valueAndGrad(labels, inputs);
      const results = {
        loss: value.data,
        gradient: grad.data,
        hessian: truth.hessian && bce.hessian(labels, inputs).data,
      };
      for (const quantity of ["loss", "gradient", "hessian"] as const) {
        const [of, got] = [truth[quantity], results[quantity]];
        if (of && got) note(worst, quantity, label, inputs, got, of);
      }
    }
  }
  return { points, worst: [...worst.values()] };
}

function note(
  worst: Map<string, Worst>,
  quantity: Worst["quantity"],
  label: 0 | 1,
  inputs: Float32Array,
  got: ArrayLike<number>,
  truth: (x: number, label: number) => number,
): void {
  const key = `${quantity} ${label}`;
  let largest = worst.get(key)?.ulp ?? -1;
  for (let i = 0; i < inputs.length; i++) {
    const ulp = distance(got[i]!, truth(inputs[i]!, label));
    if (ulp <= largest) continue;
    largest = ulp;
    worst.set(key, { quantity, label, ulp, at: inputs[i]! });
  }
}

const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);

/**
 * In units of the spacing of float32 numbers at the expected value; infinite where only one of the
 * two is a number.
 */
function distance(got: number, expected: number): number {
  // What is beyond the range of float32 is infinite there.
  if (got === expected || got === Math.fround(expected))
    return Number.isFinite(got) ? Math.abs(got - expected) / spacing(expected) : 0;
  if (!Number.isFinite(got) || !Number.isFinite(expected)) return Infinity;
  return Math.abs(got - expected) / spacing(expected);
}

function spacing(x: number): number {
  float[0] = Math.abs(x);
  const exponent = floatBits[0]! >>> 23;
  return 2 ** (Math.max(exponent, 1) - 150);
}
