// Sums over rows from which the variance and the skewness of a weighted mean come: of w and u = w L
// and of their products of two and three. Exact numbers, so that those of two groups, threads or
// processes add up to those of both, and those of a part can be taken off those of all.

import {
  add,
  type Exact,
  exact,
  exponentOf,
  multiply,
  split,
  subtract,
  toNumber,
  zero,
} from "./exact.js";

/** What is summed, as powers of w and of u. */
export const momentNames = ["w", "u", "ww", "wu", "uu", "www", "wwu", "wuu", "uuu"] as const;

export type MomentName = (typeof momentNames)[number];

/** As plain data, which survives the way to another thread or process. */
export interface MomentSums {
  /** Number of rows that have weight. */
  readonly n: number;
  /** Whether a row with weight costs no finite number: then there is no variance. */
  readonly isBeyond: boolean;
  readonly sums: Readonly<Record<MomentName, Exact>>;
}

// Written out: there may be a million groups.
const each = (of: (name: MomentName) => Exact): MomentSums["sums"] => ({
  w: of("w"),
  u: of("u"),
  ww: of("ww"),
  wu: of("wu"),
  uu: of("uu"),
  www: of("www"),
  wwu: of("wwu"),
  wuu: of("wuu"),
  uuu: of("uuu"),
});

export const noMoments: MomentSums = { n: 0, isBeyond: false, sums: each(() => zero) };

export function addMoments(a: MomentSums, b: MomentSums): MomentSums {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  return {
    n: a.n + b.n,
    isBeyond: a.isBeyond || b.isBeyond,
    sums: each((name) => add(a.sums[name], b.sums[name])),
  };
}

/** What is left of all rows without some of them. */
export function subtractMoments(all: MomentSums, some: MomentSums): MomentSums {
  return {
    n: all.n - some.n,
    isBeyond: all.isBeyond && !some.isBeyond,
    sums: each((name) => subtract(all.sums[name], some.sums[name])),
  };
}

/** The sums if every loss were larger by so much. */
export function shiftMoments({ sums, ...rest }: MomentSums, by: number): MomentSums {
  const { w, u, ww, wu, uu, www, wwu, wuu, uuu } = sums;
  const [c, two, three] = [exact(by), exact(2), exact(3)];
  const product = (...factors: readonly Exact[]) => factors.reduce(multiply);
  const sum = (...terms: readonly Exact[]) => terms.reduce(add);
  return {
    ...rest,
    sums: {
      w,
      u: sum(u, product(c, w)),
      ww,
      wu: sum(wu, product(c, ww)),
      uu: sum(uu, product(two, c, wu), product(c, c, ww)),
      www,
      wwu: sum(wwu, product(c, www)),
      wuu: sum(wuu, product(two, c, wwu), product(c, c, www)),
      uuu: sum(uuu, product(three, c, wuu), product(three, c, c, wwu), product(c, c, c, www)),
    },
  };
}

/** The sums of rows of weight 1, which are fewer. */
export function momentsOfOnes(n: number, u: Exact, uu: Exact, uuu: Exact): MomentSums {
  const count = exact(n);
  const sums = { w: count, u, ww: count, wu: u, uu, www: count, wwu: u, wuu: uu, uuu };
  return { n, isBeyond: false, sums };
}

/** A double times 2^exponent. */
interface Scaled {
  readonly x: number;
  readonly exponent: number;
}

/** The same for one row. */
export function momentsOfRow(w: number, loss: number): MomentSums {
  if (!Number.isFinite(loss)) return { ...noMoments, n: 1, isBeyond: true };
  const [weight, cost] = [split(w), split(loss)];
  return momentsOfTerm(
    { x: weight.mantissa, exponent: weight.exponent },
    { x: weight.mantissa * cost.mantissa, exponent: weight.exponent + cost.exponent },
  );
}

/**
 * Of one term w and u. Products of two keep every bit, and those of three are rounded once a factor.
 */
function momentsOfTerm({ x: a, exponent: i }: Scaled, { x: b, exponent: j }: Scaled): MomentSums {
  const [w, u] = [exact(a, i), exact(b, j)];
  const [aa, bb] = [a * a, b * b];
  return {
    n: 1,
    isBeyond: false,
    sums: {
      w,
      u,
      ww: multiply(w, w),
      wu: multiply(w, u),
      uu: multiply(u, u),
      www: exact(aa * a, 3 * i),
      wwu: exact(aa * b, 2 * i + j),
      wuu: exact(bb * a, i + 2 * j),
      uuu: exact(bb * b, 3 * j),
    },
  };
}

/** Σ w and Σ u of the rows of a cluster. */
export interface ClusterSums {
  readonly w: Exact;
  readonly u: Exact;
}

/** The moments of a cluster as one term; none where it has no weight. Its sums are rounded once. */
export function momentsOfCluster({ w, u }: ClusterSums): MomentSums {
  return w.m === 0n ? noMoments : momentsOfTerm(rounded(w), rounded(u));
}

function rounded(x: Exact): Scaled {
  const exponent = exponentOf(x);
  return { x: toNumber(x, exponent), exponent };
}
