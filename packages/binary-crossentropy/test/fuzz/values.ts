// Numbers that are worth trying, for each argument and each array that they may lie in.

import { type Dtype, neighbour, round } from "../oracle/precision.js";
import type { Kind } from "../oracle/tensor.js";
import type { Random } from "./random.js";

export type Values = () => number;

const signed = (random: Random, x: number) => (random.chance(0.5) ? x : -x);
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/** A list of special numbers, now and then, among others. */
const among = (
  random: Random,
  share: number,
  specials: readonly number[],
  others: Values,
): Values => {
  return () => (random.chance(share) ? random.one(specials) : others());
};

export function labels(random: Random, dtype: Dtype, ignored: number | undefined): Values {
  const hard = () => (random.chance(0.5) ? 1 : 0);
  const edges = () =>
    [2 ** -149, 1e-17, 1e-7, 2 ** -24, 0.5]
      .flatMap((x) => [x, 1 - x])
      .concat(neighbour(1, -1, dtype), 1e-300, -0);
  const values = random.weighted<() => Values>([
    [6, () => hard],
    [1, () => among(random, 0.1, [0.3], hard)],
    [2, () => () => random.next()],
    [2, () => among(random, 0.5, edges(), hard)],
    [0.5, () => among(random, 0.3, [-1, 2, 1.5, -0.25, 255], hard)],
    [0.3, () => among(random, 0.1, [NaN], hard)],
    [0.5, () => () => 1],
    [0.5, () => () => 0],
  ])();
  return ignored === undefined
    ? values
    : among(random, random.one([0.1, 0.5, 0.95]), [ignored], values);
}

export function logits(random: Random, dtype: Dtype): Values {
  const tail = dtype === "float32" ? [80, 106] : [690, 750];
  const specials = [
    0,
    -0,
    1e-40,
    -1e-40,
    1e-8,
    1e-20,
    -1e-20,
    2 ** -149,
    1e5,
    -1e5,
    3e38,
    -3e38,
    88.72284,
    103.97,
    104.5,
    710,
    -746,
  ];
  const special64 = [...specials, 1e300, -1e300, 5e-324, 745.2, 36.8, 709.8];
  return random.weighted<() => Values>([
    [6, () => () => 3 * random.normal()],
    [2, () => () => signed(random, tail[0]! + random.next() * (tail[1]! - tail[0]!))],
    [2, () => () => signed(random, 12 + 30 * random.next())],
    [2, () => () => signed(random, 2 ** (60 * random.next() - 50))],
    [
      2,
      () =>
        among(random, 0.3, dtype === "float32" ? specials : special64, () => 3 * random.normal()),
    ],
    [1, () => among(random, 0.2, [Infinity, -Infinity], () => 3 * random.normal())],
    [0.3, () => among(random, 0.05, [NaN], () => 3 * random.normal())],
    [0.5, () => () => 0],
  ])();
}

export function probabilities(random: Random, dtype: Dtype, epsilon: number): Values {
  const ordinary = () => sigmoid(2 * random.normal());
  const beside = (x: number) =>
    [-2, -1, 0, 1, 2].map((steps) => neighbour(round(x, dtype), steps, dtype));
  const edges = () => [
    ...beside(epsilon || 1e-7),
    ...beside(1 - (epsilon || 1e-7)),
    ...[-3, -2, -1].map((steps) => neighbour(1, steps, dtype)),
  ];
  const ends = () => [
    0,
    1,
    -0,
    neighbour(1, -1, dtype),
    neighbour(0, 1, dtype),
    1e-39,
    1e-30,
    2e-27,
    3e-20,
    1e-13,
    1e-12,
    3.7e-44,
    1e-10,
  ];
  const ends64 = () => [...ends(), 1e-310, 1e-200, 1e-160, 1e-100];
  return random.weighted<() => Values>([
    [5, () => ordinary],
    [2, () => among(random, 0.5, edges(), ordinary)],
    [2, () => among(random, 0.3, dtype === "float32" ? ends() : ends64(), ordinary)],
    [2, () => () => 2 ** (-30 * random.next())],
    [2, () => () => 1 - 2 ** (-30 * random.next())],
    [1, () => () => random.next()],
    [0.7, () => among(random, 0.1, [-3, 1.5, 1.0000002, -1e-20, Infinity, -Infinity], ordinary)],
    [0.3, () => among(random, 0.05, [NaN], ordinary)],
    [0.5, () => () => 0.5],
  ])();
}

export function weights(random: Random): Values {
  return random.weighted<() => Values>([
    [4, () => () => 3 * random.next()],
    [2, () => () => 1],
    [2, () => among(random, 0.5, [0], () => random.next())],
    [2, () => () => 2 ** random.integer(-6, 6)],
    [1, () => () => random.integer(0, 3)],
    [1, () => among(random, 0.3, [1e-30, 1e20, 1e10, 1e-20], () => random.next())],
    [0.5, () => () => signed(random, random.next())],
    [0.2, () => among(random, 0.1, [NaN], () => 1)],
  ])();
}

export const mask = (random: Random): Values => {
  const share = random.one([0, 0.1, 0.5, 0.9, 1]);
  return () => (random.chance(share) ? 1 : 0);
};

const clamp = (x: number, from: number, to: number) =>
  Math.min(Math.max(Math.trunc(x) || 0, from), to);

/**
 * The number as an array of the kind holds it; integers of a moderate size for arrays of integers.
 */
export function heldBy(kind: Kind, x: number): number {
  switch (kind) {
    case "plain":
    case "Float64Array":
      return x;
    case "Float32Array":
      return Math.fround(x);
    case "boolean":
      return x >= 0.5 ? 1 : 0;
    case "Int8Array":
    case "Int16Array":
    case "Int32Array":
      return clamp(x, -100, 100);
    case "float16":
      return toFewerBits(x, 10, -14, 65504);
    case "bfloat16":
      return toFewerBits(x, 7, -126, 3e38);
    default:
      return clamp(x, 0, 100);
  }
}

/**
 * The nearest number with so many bits after the leading one, from 2^lowest on with full precision.
 */
function toFewerBits(x: number, bits: number, lowest: number, largest: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const spacing = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), lowest) - bits);
  const rounded = Math.round(x / spacing) * spacing;
  return Math.abs(rounded) > largest ? Math.sign(x) * Infinity : rounded;
}
