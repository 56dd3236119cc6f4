// The loss of a row in SQL, in double precision: the formulas of the library's
// semantics/element.ts, in steps that name what they compute. Written so that no engine is asked
// for the logarithm of 0 or an exponential that underflows, which some answer with an error, and
// without greatest and least, which hide NaN.
//
// t label after smoothing, x prediction, e = exp(−|x|), q and r what the logarithm of the positive
// and the negative term is of.

import type { Dialect } from "binary-crossentropy";
import { refuseUsage } from "../errors.js";
import type { LossOptions } from "../options/loss-options.js";
import { type Clip, clipOf } from "../rows/clip.js";
import type { Step } from "./compose.js";
import type { Engine } from "./engine.js";

/** A number that every engine reads as a double. */
export function number(x: number): string {
  return x < 0 ? `(${x.toExponential()})` : x.toExponential();
}

/** Beyond the first a float32 is infinite, below the second it is 0. */
const [largest, smallest] = [3.4028235677973362e38, 7.1e-46];

/**
 * A column as the compute dtype has it; sums are in double precision all the same. Casts of what
 * does not fit are errors.
 */
export function inDtype(engine: Engine, { dtype }: LossOptions, name: string): string {
  if (dtype === "float64") return name;
  if (engine.single === null)
    refuseUsage("--dtype", `be float64, which is all that ${engine.name} computes in`, dtype);
  const fits = engine.single(
    `CASE WHEN abs(${name}) BETWEEN ${number(smallest)} AND ${number(largest)} THEN ${name} ELSE 0 END`,
  );
  return `CASE WHEN ${engine.isNan(name)} THEN ${name} WHEN ${name} > ${number(largest)} THEN ${engine.infinity} WHEN ${name} < ${number(-largest)} THEN -${engine.infinity} ELSE ${fits} END`;
}

/** a · b, where 0 · ∞ = 0. */
export function product(engine: Engine, a: string, b: string): string {
  return `CASE WHEN ${a} = 0 THEN 0 ELSE ${engine.times(a, b)} END`;
}

/** ln(1 + e), from u = 1 + e as rounded: ln(u) · e / (u − 1) makes good what the rounding lost. */
function log1p(engine: Engine, e: string, u: string): string {
  const guarded = engine.ln(`CASE WHEN ${u} > 0 THEN ${u} ELSE 1 END`);
  return `CASE WHEN ${u} = 1 THEN ${e} WHEN ${u} <= 0 THEN -${engine.infinity} ELSE ${guarded} * (${e} / CASE WHEN ${u} = 1 THEN 1 ELSE ${u} - 1 END) END`;
}

/** −ln(q), infinite at 0. */
function negativeLog(engine: Engine, q: string): string {
  return `CASE WHEN ${q} > 0 THEN -${engine.ln(`CASE WHEN ${q} > 0 THEN ${q} ELSE 1 END`)} ELSE ${engine.infinity} END`;
}

/** What the costs of a positive and of a negative label count, a and b. */
function shares({ times }: Engine, { labelSmoothing: s, posWeight }: LossOptions): Step[] {
  const t = s === 0 ? "bce_y" : "bce_t";
  const positive = posWeight === 1 ? t : times(number(posWeight), t);
  const counted = { bce_a: positive, bce_b: `1 - ${t}` };
  return s === 0
    ? [counted]
    : [{ bce_t: `${times("bce_y", number(1 - s))} + ${number(s / 2)}` }, counted];
}

/**
 * Steps that do not build on one another, side by side: to many engines each costs about as much as
 * what it computes.
 */
function beside(some: readonly Step[], others: readonly Step[]): Step[] {
  const longer = some.length > others.length ? some : others;
  return longer.map((_, i) => ({ ...some[i], ...others[i] }));
}

/** What each dialect makes of probabilities. */
const costsOf: { readonly [D in Dialect]: (engine: Engine, options: LossOptions) => Step[] } = {
  keras2: (engine, options) => clipped(engine, clipOf(options)!),
  keras3: (engine, options) => clipped(engine, clipOf(options)!),
  // PyTorch lets neither logarithm be above 100.
  torch: (engine) =>
    unclipped(engine, (cost) => `CASE WHEN ${cost} > 100 THEN 100 ELSE ${cost} END`),
  exact: (engine) => unclipped(engine, (cost) => cost),
};

const keepsFromEnds = ({ epsilon }: LossOptions) => epsilon > 0;

/** Whether its loss of a probability is always finite. */
const isFiniteOf: { readonly [D in Dialect]: (options: LossOptions) => boolean } = {
  keras2: keepsFromEnds,
  keras3: keepsFromEnds,
  torch: () => true,
  exact: () => false,
};

/** Whether the loss of a row that can be scored may be infinite. */
export function canBeInfinite(options: LossOptions): boolean {
  return options.fromLogits || !isFiniteOf[options.dialect](options);
}

/** From bce_y and bce_x to bce_loss; both are numbers. */
export function lossSteps(engine: Engine, options: LossOptions): Step[] {
  const costs = options.fromLogits ? logits(engine) : costsOf[options.dialect](engine, options);
  const weighed = `${product(engine, "bce_a", "bce_positive")} + ${product(engine, "bce_b", "bce_negative")}`;
  return [...beside(shares(engine, options), costs), { bce_loss: weighed }];
}

/** softplus(−z) and softplus(z), of which each is |z| or 0, plus log1p(e). */
function logits(engine: Engine): Step[] {
  return [
    // exp(−700) is the last that is far from underflow, and nothing next to 1.
    {
      bce_e:
        "CASE WHEN abs(bce_x) > 700 THEN 0 ELSE exp(-abs(CASE WHEN abs(bce_x) > 700 THEN 0 ELSE bce_x END)) END",
    },
    { bce_u: "1 + bce_e" },
    { bce_l: log1p(engine, "bce_e", "bce_u") },
    {
      bce_positive: "CASE WHEN bce_x > 0 THEN bce_l ELSE bce_l - bce_x END",
      bce_negative: "CASE WHEN bce_x > 0 THEN bce_l + bce_x ELSE bce_l END",
    },
  ];
}

/** −ln(p) and −log1p(−p), maybe capped. What is no probability costs NaN. */
function unclipped(engine: Engine, capped: (cost: string) => string): Step[] {
  const outside = (cost: string) =>
    `CASE WHEN bce_x < 0 OR bce_x > 1 THEN ${engine.nan} ELSE ${cost} END`;
  return [
    { bce_n: "-bce_x", bce_u: "1 - bce_x" },
    { bce_p: negativeLog(engine, "bce_x"), bce_m: log1p(engine, "bce_n", "bce_u") },
    { bce_positive: outside(capped("bce_p")), bce_negative: outside(capped("-bce_m")) },
  ];
}

/** Keras: q = clip(p) + added, r = 1 − clip(p) + added. */
function clipped(engine: Engine, clip: Clip): Step[] {
  const [lowest, highest] = [number(clip.lowest), number(clip.highest)];
  const added = clip.added === 0 ? "" : ` + ${number(clip.added)}`;
  return [
    {
      bce_c: `CASE WHEN bce_x < ${lowest} THEN ${lowest} WHEN bce_x > ${highest} THEN ${highest} ELSE bce_x END`,
    },
    { bce_q: `bce_c${added}`, bce_r: `(1 - bce_c)${added}` },
    { bce_positive: negativeLog(engine, "bce_q"), bce_negative: negativeLog(engine, "bce_r") },
  ];
}
