// Data sets of which the true mean is known, or found from millions of rows: losses of predictions,
// as bce score averages them, and differences of two losses, as bce compare does.

import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A row: what is averaged, and its weight. Rows of a cluster come one after the other. */
export interface Row {
  readonly x: number;
  readonly w: number;
  readonly cluster: number;
}

export interface Scenario {
  readonly name: string;
  readonly areClusters: boolean;
  /** The share of intervals that has to hold the mean. */
  readonly least: number;
  readonly most: number;
  rows(random: Random): Row[];
  /** Those of A, if rows are B's, which are not paired: then the mean is that of B minus that of A. */
  rowsOfA?(random: Random): Row[];
}

export class Random {
  readonly #source;

  constructor(seed: number) {
    this.#source = xoroshiro128plus(seed);
    for (let i = 0; i < 64; i++) this.#source.next();
  }

  /** In (0, 1). */
  uniform(): number {
    return ((this.#source.next() >>> 0) + 0.5) / 2 ** 32;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const lossOf = (y: boolean, p: number) => -(y ? Math.log(p) : Math.log1p(-p));

/** The loss of a calibrated prediction; or of one whose logit is off by a factor. */
function loss(random: Random, centre: number, spread: number, factor = 1): number {
  const z = centre + spread * random.normal();
  return lossOf(random.uniform() < sigmoid(z), sigmoid(factor * z));
}

/** The loss of another prediction less that of a calibrated one. */
function difference(random: Random, centre: number, spread: number): number {
  const z = centre + spread * random.normal();
  const other = z + 0.5 * random.normal();
  const y = random.uniform() < sigmoid(z);
  return lossOf(y, sigmoid(other)) - lossOf(y, sigmoid(z));
}

const independent =
  (count: number, x: (random: Random) => number, w: (random: Random) => number = () => 1) =>
  (random: Random): Row[] =>
    Array.from({ length: count }, (_, cluster) => ({ x: x(random), w: w(random), cluster }));

/** Clusters of 2 to 50 rows, which share an effect. */
const clustered =
  (count: number, x: (random: Random, shared: number) => number) =>
  (random: Random): Row[] =>
    Array.from({ length: count }, (_, cluster) => {
      const shared = random.normal();
      const rows = 2 + Math.floor(49 * random.uniform());
      return Array.from({ length: rows }, () => ({ x: x(random, shared), w: 1, cluster }));
    }).flat();

const sharedLoss = (random: Random, shared: number) => {
  const z = random.normal();
  return lossOf(random.uniform() < sigmoid(z + 0.7 * shared), sigmoid(z));
};

const sharedDifference = (random: Random, shared: number) =>
  difference(random, 0, 1) + 0.05 * shared;

const usual = { areClusters: false, least: 0.93, most: 0.97 };
const ofClusters = { ...usual, areClusters: true };
/** Of means that no 200 rows tell. */
const heavy = { ...usual, least: 0.92 };

export const scenarios: readonly Scenario[] = [
  { name: "score, 200 rows", ...usual, rows: independent(200, (r) => loss(r, -0.5, 1)) },
  {
    name: "score, 200 rows of weights from 0.5 to 4.5",
    ...usual,
    rows: independent(
      200,
      (r) => loss(r, -0.5, 1),
      (r) => 0.5 + 4 * r.uniform(),
    ),
  },
  {
    name: "score, 200 rows of lognormal weights",
    ...usual,
    rows: independent(
      200,
      (r) => loss(r, -0.5, 1),
      (r) => Math.exp(r.normal()),
    ),
  },
  {
    name: "score, rare positives: 30 in 1,500 rows",
    ...usual,
    rows: independent(1500, (r) => loss(r, -4.3, 1)),
  },
  {
    name: "score, rare positives: 15 in 750 rows",
    ...usual,
    // So few positives make the interval longer than it would have to be.
    most: 0.975,
    rows: independent(750, (r) => loss(r, -4.3, 1)),
  },
  {
    name: "score, heavy tail: overconfident, 200 rows",
    ...heavy,
    rows: independent(200, (r) => loss(r, 0, 2, 3)),
  },
  {
    name: "score, heavy tail: lognormal losses, 400 rows",
    ...heavy,
    rows: independent(400, (r) => Math.exp(1.5 * r.normal())),
  },
  {
    name: "score, heavy tail: Pareto losses, 500 rows",
    ...heavy,
    rows: independent(500, (r) => r.uniform() ** (-1 / 2.5)),
  },
  { name: "score, 15 clusters", ...ofClusters, rows: clustered(15, sharedLoss) },
  { name: "score, 60 clusters", ...ofClusters, rows: clustered(60, sharedLoss) },
  { name: "compare, 200 rows", ...usual, rows: independent(200, (r) => difference(r, -0.5, 1)) },
  {
    name: "compare, 200 rows of lognormal weights",
    ...usual,
    rows: independent(
      200,
      (r) => difference(r, -0.5, 1),
      (r) => Math.exp(r.normal()),
    ),
  },
  {
    name: "compare, rare positives: 30 in 1,500 rows",
    ...usual,
    rows: independent(1500, (r) => difference(r, -4.3, 1)),
  },
  {
    name: "compare, heavy tail: Student's with 3 degrees, 200 rows",
    ...heavy,
    rows: independent(200, (r) => r.normal() / Math.hypot(r.normal(), r.normal(), r.normal())),
  },
  {
    name: "compare, heavy tail: cubes of normal numbers above 0.2, 200 rows",
    ...heavy,
    rows: independent(200, (r) => Math.max(-0.2, r.normal()) ** 3),
  },
  { name: "compare, 15 clusters", ...ofClusters, rows: clustered(15, sharedDifference) },
  { name: "compare, 60 clusters", ...ofClusters, rows: clustered(60, sharedDifference) },
  {
    name: "unpaired, 60 rows against 600 of other spread",
    ...usual,
    rows: independent(60, (r) => loss(r, 0, 2, 1.3)),
    rowsOfA: independent(600, (r) => loss(r, -0.5, 1)),
  },
  {
    name: "unpaired, rare positives: 30 in 1,500 rows against 60 in 3,000",
    ...usual,
    rows: independent(1500, (r) => loss(r, -4.3, 1)),
    rowsOfA: independent(3000, (r) => loss(r, -4.3, 1)),
  },
  {
    name: "unpaired, heavy tails: lognormal losses, 400 rows each",
    ...heavy,
    rows: independent(400, (r) => Math.exp(1.5 * r.normal())),
    rowsOfA: independent(400, (r) => Math.exp(1.5 * r.normal())),
  },
  {
    name: "unpaired, 15 clusters against 60",
    ...ofClusters,
    rows: clustered(15, sharedLoss),
    rowsOfA: clustered(60, sharedLoss),
  },
];

/** Groups that are all alike, of which none is worse than the rest. */
export const groupsOfNoise: readonly Scenario[] = [
  { name: "30 rows", ...usual, rows: independent(30, (r) => loss(r, -0.5, 1)) },
  { name: "30 rows with rare positives", ...usual, rows: independent(30, (r) => loss(r, -4.3, 1)) },
  { name: "3 rows", ...usual, rows: independent(3, (r) => loss(r, -0.5, 1)) },
  {
    name: "30 rows of lognormal weights",
    ...usual,
    rows: independent(
      30,
      (r) => loss(r, 0, 2, 3),
      (r) => Math.exp(r.normal()),
    ),
  },
];
