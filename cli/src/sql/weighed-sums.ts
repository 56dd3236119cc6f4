// Sums over rows in double precision that do not depend on a common factor of the weights: w L of the smallest weights would
// lose its digits below the range of doubles, so that these are summed apart, times a power of two.

import type { Step } from "./compose.js";
import type { Engine } from "./engine.js";
import { number, product } from "./loss-sql.js";

/** Weights below the first count as small, and are summed times the second, of which the third is the inverse. */
const [small, up, down] = [2 ** -300, 2 ** 600, 2 ** -600].map(number) as [string, string, string];

export interface WeighedSums {
  readonly steps: readonly Step[];
  /** Σ w L / Σ w, null where nothing has weight; Σ w L; Σ w. NaN where one is too large for a double. */
  readonly loss: string;
  readonly lossSum: string;
  readonly weight: string;
}

const bad = "count(CASE WHEN bce_fault > 0 THEN 1 END)";

/** How many rows can be scored, and how many cannot. */
export const counts = { good: `count(*) - ${bad}`, bad } as const;

/** @param otherwise What a row that cannot be scored adds to Σ w L. @param isLarge Whether losses may be of any size. */
export function plainSums(engine: Engine, otherwise: string, isLarge: boolean): WeighedSums {
  const sum = `sum(${costOr(otherwise, "bce_loss")})`;
  const lossSum = isLarge ? finite(engine, sum, "max(bce_loss)") : sum;
  return { steps: [], loss: `${lossSum} / nullif(${counts.good}, 0)`, lossSum, weight: counts.good };
}

/** The same of rows with weights of their own. */
export function weightedSums(engine: Engine, otherwise: string): WeighedSums {
  const { times, infinity, nan } = engine;
  const steps = [
    {
      bce_main: `CASE WHEN bce_w < ${small} THEN 0 ELSE bce_w END`,
      bce_rest: `CASE WHEN bce_w < ${small} THEN ${times("bce_w", up)} ELSE 0 END`,
      bce_due: "CASE WHEN bce_w > 0 THEN bce_loss ELSE 0 END",
    },
    {
      bce_cost: costOr(otherwise, product(engine, "bce_main", "bce_loss")),
      bce_rest_cost: costOr(otherwise, product(engine, "bce_rest", "bce_loss")),
    },
  ];
  const cost = finite(engine, "sum(bce_cost)", "max(bce_due)");
  const weight = `CASE WHEN sum(bce_main) = ${infinity} THEN ${nan} ELSE sum(bce_main) END`;
  const both = (main: string, rest: string) => `${main} + ${times(`sum(${rest})`, down)}`;
  const [lossSum, allWeight] = [both(cost, "bce_rest_cost"), both(weight, "bce_rest")];
  const loss = `CASE WHEN sum(bce_main) > 0 THEN (${lossSum}) / (${allWeight}) ELSE sum(bce_rest_cost) / nullif(sum(bce_rest), 0) END`;
  return { steps, loss, lossSum, weight: allWeight };
}

const costOr = (otherwise: string, cost: string) => `CASE WHEN bce_fault > 0 THEN ${otherwise} ELSE ${cost} END`;

/** A sum, NaN where it is infinite and no row's loss is. */
function finite({ infinity, nan }: Engine, sum: string, largest: string): string {
  return `CASE WHEN ${sum} = ${infinity} AND ${largest} < ${infinity} THEN ${nan} ELSE ${sum} END`;
}
