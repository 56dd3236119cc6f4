// Calls that the contract refuses, made of ones that it does not.

import { sizeOf } from "../oracle/tensor.js";
import type { Call } from "./call.js";
import type { Random } from "./random.js";

const badOptions = [
  { labelSmoothing: -0.1 },
  { labelSmoothing: 1.5 },
  { labelSmoothing: NaN },
  { epsilon: 0.5 },
  { epsilon: -1e-9 },
  { posWeight: -1 },
  { posWeight: [] },
  { posWeight: NaN },
  { ignoreLabel: Infinity },
];

type Spoiling = (random: Random, call: Call) => Call;

const spoilings: readonly Spoiling[] = [
  (random, call) => ({ ...call, options: { ...call.options, ...random.one(badOptions) } }),
  (random, call) => ({
    ...call,
    options: { ...call.options, axis: random.one([7, -7, [0, 0], [-1, 9]]) },
  }),
  (random, call) => ({
    ...call,
    options: { ...call.options, posWeight: Array.from({ length: random.integer(2, 6) }, () => 1) },
  }),
  (_, { out: _out, ...call }) => ({
    ...call,
    yTrue: withShape(call.yTrue, [...call.yTrue.shape, 2]),
  }),
  (random, { out: _, ...call }) => ({
    ...call,
    sampleWeight: withShape(
      call.yPred,
      Array.from({ length: random.integer(1, 3) }, () => random.integer(2, 4)),
    ),
  }),
  (random, { out: _, ...call }) => ({
    ...call,
    mask: { form: "number", kind: "plain", shape: [], data: [random.one([2, -1, NaN, 0.5])] },
  }),
  (random, call) => ({
    ...call,
    out: { isShaped: false, spoiled: random.one(["dtype", "length"] as const) },
  }),
  (_, call) => ({ ...call, out: { isShaped: true, spoiled: "shape" } }),
];

function withShape({ kind }: Call["yPred"], shape: number[]): Call["yPred"] {
  const plain = kind === "float16" || kind === "bfloat16" ? "Float32Array" : kind;
  return {
    form: "shaped",
    kind: plain,
    shape,
    data: Array.from({ length: sizeOf(shape) }, () => 1),
  };
}

export function spoil(random: Random, call: Call): Call {
  // The function and the method `call` take neither weights nor `out`.
  return random.one(call.through === "class" ? spoilings : spoilings.slice(0, 4))(random, call);
}
