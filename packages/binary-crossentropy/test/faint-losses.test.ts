// Losses that are too small for floats, or nearly, and weights that bring them back: what the road
// through small cells writes down on its way must not lose them. And in place: nothing is computed
// again from predictions that were written over.

import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  type Dtype,
  KernelMemory,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { kinds } from "./support/kernel-inputs.js";

const rows = 3;
const memory = new KernelMemory({ byteLength: 2 ** 20 });
const dtypes = ["float32", "float64"] as const;

interface Case {
  readonly name: string;
  readonly loss: (options: object) => BinaryCrossentropy<"none">;
  /** A prediction that is right, and very sure of a label of 0. */
  readonly prediction: Readonly<Record<Dtype, number>>;
  /** The natural logarithm of what it costs. */
  readonly logOfLoss: (x: number) => number;
}

const ofLogits = (z: number) => z;
const focal = (gamma: number) => (options: object) =>
  new BinaryFocalCrossentropy({ ...options, gamma }) as unknown as BinaryCrossentropy<"none">;
const cases: readonly Case[] = [
  {
    name: "logits",
    loss: (options) => new BinaryCrossentropy({ ...options, fromLogits: true }) as never,
    prediction: { float32: -120, float64: -760 },
    logOfLoss: ofLogits,
  },
  {
    name: "logits of focal loss, gamma 2",
    loss: (options) => focal(2)({ ...options, fromLogits: true }),
    prediction: { float32: -40, float64: -260 },
    logOfLoss: (z) => 3 * z,
  },
  {
    name: "logits of focal loss, gamma 30",
    loss: (options) => focal(30)({ ...options, fromLogits: true }),
    prediction: { float32: -3.6, float64: -24 },
    logOfLoss: (z) => -30 * Math.log1p(Math.exp(-z)) + Math.log(Math.log1p(Math.exp(z))),
  },
  {
    name: "probabilities of focal loss, gamma 7.5",
    loss: (options) => focal(7.5)({ ...options, dialect: "exact" }),
    prediction: { float32: 1e-6, float64: 1e-40 },
    logOfLoss: (p) => 8.5 * Math.log(p),
  },
];

describe.each(cases)("$name", ({ loss, prediction, logOfLoss }) => {
  describe.each(dtypes)("%s", (dtype) => {
    const allocate = (data: number[]) => {
      const array = memory[dtype](data.length);
      array.set(data);
      return array;
    };
    const plain = (data: number[]) => new kinds[dtype](data);

    test.each([2, 3, 10])("under a weight, cells of %d of which one element counts", (columns) => {
      const shape = [rows, columns];
      const all = <T>(of: (column: number) => T) =>
        Array.from({ length: rows * columns }, (_, i) => of(i % columns));
      const x = prediction[dtype];
      const log = logOfLoss(plain([x])[0]!);
      const weight = dtype === "float32" ? 3e38 : 1e308;
      const want = Math.exp(log + Math.log(weight));
      const options = { dtype, reduction: "none", ignoreLabel: 1 };
      for (const array of [plain, allocate]) {
        const y = { data: array(all((column) => (column === 0 ? 0 : 1))), shape };
        const of = () => ({ data: array(all((column) => (column === 0 ? x : 0.5))), shape });
        const w = { data: array(new Array(rows).fill(weight)), shape: [rows] };
        const bce = loss(options);
        const mean = loss({ ...options, reduction: "sum" });
        const values = [...bce(y, of(), w).data, Number(mean(y, of(), w)) / rows];
        const apart = mean.valueAndGrad(y, of(), w);
        const place = of();
        const within = mean.valueAndGrad(y, place, w, { out: place.data });
        values.push(Number(apart.value) / rows, Number(within.value) / rows);
        for (const value of values) expect(value / want).toBeCloseTo(1, 4);
        expect(within.grad.data).toEqual(apart.grad.data);
      }
    });
  });
});

test.each([1, 3, 63, 64, 65, 5000])("a weight of NaN is nothing to %d masked elements", (count) => {
  const y = new Float32Array(count).fill(1);
  const bce = new BinaryCrossentropy({ reduction: "sum" });
  for (const w of [NaN, Infinity])
    for (const mask of [0, new Uint8Array(count)])
      expect([bce(y, y, w, { mask }), bce.valueAndGrad(y, y, w, { mask }).value]).toEqual([0, 0]);
});

test.each([
  ["float32", 1 - 2 ** -24, [-70, -80, -86], 2 ** 60, 1e-6],
  ["float64", 1 - 2 ** -53, [-640, -690, -697, -705], 2 ** 100, 1e-13],
] as const)(
  "what a soft label leaves of a faint loss keeps its digits: %s",
  (dtype, label, logits, weight, most) => {
    const options = { fromLogits: true, posWeight: 0, dtype };
    const each = new BinaryCrossentropy({ ...options, axis: [], reduction: "none" });
    const mean = new BinaryCrossentropy(options);
    for (const z of logits)
      for (const count of [1, 3, 64]) {
        const filled = (value: number) => new kinds[dtype](count).fill(value);
        const column = (value: number) => ({ data: filled(value), shape: [count, 1] });
        const want = Math.exp(Math.log(1 - label) + z + Math.log(weight));
        const { value, grad } = each.valueAndGrad(filled(label), filled(z), filled(weight));
        const values = [...value.data, ...grad.data];
        for (const w of [weight, filled(weight)]) {
          values.push(mean(column(label), column(z), w));
          const both = mean.valueAndGrad(column(label), column(z), w);
          values.push(both.value, both.grad.data[0]! * count);
        }
        for (const value of values) expect(Math.abs(value / want - 1), `${z}`).toBeLessThan(most);
      }
  },
);
