// Random shapes and options.

import type { Axis } from "../oracle/layout.js";
import type { Options, Reduction } from "../oracle/loss.js";
import type { Random } from "./random.js";

const reductions: readonly Reduction[] = [
  "auto",
  "sum_over_batch_size",
  "mean",
  "mean_with_sample_weight",
  "sum",
  "none",
  null,
];
const dialects = ["keras2", "keras3", "torch", "exact"] as const;
const shortLengths = [1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 9];
/** Around the lengths at which a pass or a kernel goes another way. */
const longLengths = [15, 16, 17, 31, 32, 33, 63, 64, 65, 130];
const blockLengths = [1023, 1024, 1025, 2047, 2048, 2049, 4095, 4096, 4097];

/** How large a shape may be, so that most calls are quick. */
export function shapeOf(random: Random): number[] {
  const kind = random.weighted([
    [78, "short"],
    [20, "long"],
    [0.5, "block"],
    [2, "empty"],
  ] as const);
  if (kind === "block") {
    const length = random.one(blockLengths);
    return random.one([
      [length],
      [length],
      [length, 1],
      [1, length],
      [random.one([2, 3]), length],
      [length, 2],
      [2, 1, length],
    ]);
  }
  if (kind === "long") {
    const length = random.one(longLengths);
    return random.one([
      [length],
      [length, 1],
      [random.one(shortLengths), length],
      [length, random.one(shortLengths)],
    ]);
  }
  const rank = random.weighted([
    [1, 0],
    [6, 1],
    [5, 2],
    [3, 3],
    [1, 4],
    [1, 5],
  ]);
  const shape: number[] = [];
  for (let room = 24; shape.length < rank; room /= shape.at(-1)!)
    shape.push(random.one(shortLengths.filter((length) => length <= Math.max(room, 1))));
  if (kind === "empty" && rank > 0) shape[random.integer(0, rank - 1)] = 0;
  return shape;
}

function axisOf(random: Random, rank: number): Axis | undefined {
  if (rank === 0) return random.one([null, []]);
  const axes = random
    .shuffled(Array.from({ length: rank }, (_, i) => i))
    .slice(0, random.integer(0, rank));
  return random.weighted<Axis | undefined>([
    [4, undefined],
    [2, random.integer(-rank, rank - 1)],
    [1.5, null],
    [1.5, []],
    [2, axes.map((axis) => (random.chance(0.5) ? axis : axis - rank))],
  ]);
}

/** Those that make it focal loss. */
function focalOptions(random: Random): Options {
  const gammas = [0, 0.5, 1, 2, 5, 3 * random.next(), 1.5, 30, 1e-3];
  return {
    gamma: random.one(gammas),
    ...(random.chance(0.4) && { alpha: random.one([0, 1, 0.25, 0.6, random.next()]) }),
    ...(random.chance(0.4) && { applyClassBalancing: random.chance(0.9) }),
  };
}

export function optionsOf(random: Random, shape: readonly number[]): Options {
  const some = <T>(chance: number, value: () => T) => (random.chance(chance) ? value() : undefined);
  const fromLogits = random.chance(0.5);
  const posWeights = () =>
    random.chance(0.5)
      ? random.one([1, 2.5, 0, 1e-12, 100, 3, 0.5, 1e6])
      : Array.from({ length: shape.at(-1) ?? 1 }, () => random.one([1, 0, 2.5, random.next() * 4]));
  const options = {
    fromLogits: fromLogits || undefined,
    labelSmoothing: some(0.3, () => random.one([0.1, 1e-9, 1, 0.5, 1e-20, random.next()])),
    axis: axisOf(random, shape.length),
    reduction: random.chance(0.2) ? undefined : random.one(reductions),
    dialect: some(0.75, () => random.one(dialects)),
    epsilon: some(0.3, () => random.one([1e-3, 1e-8, 1e-12, 1e-40, 0.25, 0, 0.4999, 1e-16, 1e-5])),
    dtype: some(0.25, () => random.one(["float32", "float64"] as const)),
    posWeight: some(0.25, posWeights),
    ignoreLabel: some(0.2, () => random.one([-1, 0, 1, NaN, 0.1, -999.99, 1e20, 255, 2, 1e-50])),
    validate: some(0.1, () => true),
    ...(random.chance(0.25) && focalOptions(random)),
  };
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Options;
}
