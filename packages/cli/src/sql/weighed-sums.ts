// Sums over rows in double precision that do not depend on a common factor of the weights. With very
// small weights, w L would fall below the range of doubles and lose digits. Such rows are summed
// separately, times a power of two.

import type { Step } from "./compose.js";
import type { Engine } from "./engine.js";
import { number, product } from "./loss-sql.js";

/**
 * If the sum of all weights is below the first, w L is summed times the second; the third is its
 * inverse.
 */
const [small, up, down] = [2 ** -300, 2 ** 600, 2 ** -600].map(number) as [string, string, string];

export interface WeighedSums {
  readonly steps: readonly Step[];
  /** Σ w L / Σ w, null without weight; Σ w L; Σ w. NaN if one is too large for a double. */
  readonly loss: string;
  readonly lossSum: string;
  readonly weight: string;
}

const bad = "count(CASE WHEN bce_fault > 0 THEN 1 END)";

/** The numbers of rows that can and cannot be scored. */
export const counts = { good: `count(*) - ${bad}`, bad } as const;

/**
 * What a row that cannot be scored adds to Σ w L, and whether the loss of other rows may be
 * infinite.
 */
export interface SumOptions {
  readonly otherwise: string;
  readonly canBeInfinite: boolean;
}

export function plainSums(engine: Engine, { otherwise, canBeInfinite }: SumOptions): WeighedSums {
  const sum = `sum(${costOr(otherwise, "bce_loss")})`;
  // The loss of a probability is below a thousand, or infinite.
  const lossSum = canBeInfinite ? finite(engine, sum, "max(bce_loss)") : sum;
  return {
    steps: [],
    loss: `${lossSum} / nullif(${counts.good}, 0)`,
    lossSum,
    weight: counts.good,
  };
}

/** The same for rows with weights. */
export function weightedSums(
  engine: Engine,
  { otherwise, canBeInfinite }: SumOptions,
): WeighedSums {
  const { times } = engine;
  const steps = [
    {
      bce_rest: `CASE WHEN bce_w < ${small} THEN ${times("bce_w", up)} ELSE 0 END`,
      ...(canBeInfinite && { bce_due: "CASE WHEN bce_w > 0 THEN bce_loss ELSE 0 END" }),
    },
    {
      bce_cost: costOr(otherwise, product(engine, "bce_w", "bce_loss")),
      bce_rest_cost: costOr(otherwise, product(engine, "bce_rest", "bce_loss")),
    },
  ];
  const cost = finite(engine, "sum(bce_cost)", canBeInfinite ? "max(bce_due)" : null);
  const weight = finite(engine, "sum(bce_w)", null);
  const either = (main: string, rest: string) =>
    `CASE WHEN sum(bce_w) >= ${small} THEN ${main} ELSE ${rest} END`;
  return {
    steps,
    loss: either(
      `${cost} / ${weight}`,
      `sum(bce_rest_cost) / nullif(${times("sum(bce_w)", up)}, 0)`,
    ),
    lossSum: either(cost, times("sum(bce_rest_cost)", down)),
    weight,
  };
}

const costOr = (otherwise: string, cost: string) =>
  `CASE WHEN bce_fault > 0 THEN ${otherwise} ELSE ${cost} END`;

/** A sum; NaN if it is infinite although no term is. */
function finite({ infinity, nan }: Engine, sum: string, largest: string | null): string {
  const isOver =
    largest === null ? `${sum} = ${infinity}` : `${sum} = ${infinity} AND ${largest} < ${infinity}`;
  return `CASE WHEN ${isOver} THEN ${nan} ELSE ${sum} END`;
}
