// The loss of a row in SQL, in double precision: the formulas of the library's
// semantics/element.ts, in steps that name what they compute. Written so that no engine is asked
// for the logarithm of 0 or an exponential that underflows, which some answer with an error, and
// without greatest and least, which hide NaN.
//
// t label after smoothing, x prediction, e = exp(−|x|), q and r the arguments of the logarithms of
// the positive and the negative term.

import type { Dialect } from "binary-crossentropy";
import { clipOf } from "binary-crossentropy/internal";
import { refuseUsage } from "../errors.js";
import type { LossOptions } from "../loss-options.js";
import type { Step } from "./compose.js";
import type { Engine } from "./engine.js";

/** A number that every engine reads as a double. */
export function number(x: number): string {
  return x < 0 ? `(${x.toExponential()})` : x.toExponential();
}

/** Beyond the first a float32 is infinite, below the second it is 0. */
const [largest, smallest] = [3.4028235677973362e38, 7.1e-46];

/**
 * A column rounded to the compute dtype; sums stay in double precision. Casting a number that does
 * not fit is an error.
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

/** The factors a and b of the losses of a positive and a negative label. */
function shares({ times }: Engine, { labelSmoothing: s, posWeight }: LossOptions): Step[] {
  const t = s === 0 ? "bce_y" : "bce_t";
  const positive = posWeight === 1 ? t : times(number(posWeight), t);
  const counted = { bce_a: positive, bce_b: `1 - ${t}` };
  return s === 0
    ? [counted]
    : [{ bce_t: `${times("bce_y", number(1 - s))} + ${number(s / 2)}` }, counted];
}

/**
 * Merges steps that do not build on each other: for many engines a step costs about as much as what
 * it computes.
 */
export function beside(some: readonly Step[], others: readonly Step[]): Step[] {
  const longer = some.length > others.length ? some : others;
  return longer.map((_, i) => ({ ...some[i], ...others[i] }));
}

/** From bce_y and bce_x to bce_loss; both are numbers. */
export function lossSteps(engine: Engine, options: LossOptions): Step[] {
  const { fromLogits, dialect } = options;
  const costs = fromLogits ? logits(engine) : probabilities[dialect](engine, options);
  const weighed = `${product(engine, "bce_a", "bce_positive")} + ${product(engine, "bce_b", "bce_negative")}`;
  return [...beside(shares(engine, options), costs), { bce_loss: weighed }];
}

/** By dialect, from bce_x to bce_positive and bce_negative. */
const probabilities = {
  keras2: clipped,
  keras3: clipped,
  torch: (engine) => unclipped(engine, 100),
  exact: (engine) => unclipped(engine, null),
} satisfies Readonly<Record<Dialect, (engine: Engine, options: LossOptions) => Step[]>>;

/** Whether the loss of a row that can be scored may be infinite. */
export function canBeInfinite({ fromLogits, dialect, epsilon }: LossOptions): boolean {
  const atTheEdges = { keras2: epsilon === 0, keras3: epsilon === 0, torch: false, exact: true };
  return fromLogits || (atTheEdges satisfies Readonly<Record<Dialect, boolean>>)[dialect];
}

/** The prediction as a probability: σ(x) of logits, once {@link lossSteps} has e. */
export function probability({ fromLogits }: Pick<LossOptions, "fromLogits">): string {
  return fromLogits
    ? `CASE WHEN bce_x > 0 THEN ${number(1)} ELSE bce_e END / (1 + bce_e)`
    : "bce_x";
}

/** softplus(−z) and softplus(z), of which each is |z| or 0, plus log1p(e). */
function logits(engine: Engine): Step[] {
  return [
    // exp(−700) is still far from underflow, and negligible next to 1.
    {
      bce_e:
        "CASE WHEN abs(bce_x) > 700 THEN 0 ELSE exp(-abs(CASE WHEN abs(bce_x) > 700 THEN 0 ELSE bce_x END)) END",
    },
    { bce_u: "1 + bce_e" },
    { bce_l: engine.bound("bce_u", (u) => log1p(engine, "bce_e", u)) },
    {
      bce_positive: "bce_l + CASE WHEN bce_x > 0 THEN 0 ELSE -bce_x END",
      bce_negative: "bce_l + CASE WHEN bce_x > 0 THEN bce_x ELSE 0 END",
    },
  ];
}

/**
 * −ln(p) and −log1p(−p), neither above the limit that PyTorch sets. NaN if x is not a probability.
 */
function unclipped(engine: Engine, most: number | null): Step[] {
  const outside = (cost: string) =>
    `CASE WHEN bce_x < 0 OR bce_x > 1 THEN ${engine.nan} ELSE ${cost} END`;
  const capped = (cost: string) =>
    most === null ? cost : `CASE WHEN ${cost} > ${most} THEN ${most} ELSE ${cost} END`;
  return [
    { bce_n: "-bce_x", bce_u: "1 - bce_x" },
    { bce_p: negativeLog(engine, "bce_x"), bce_m: log1p(engine, "bce_n", "bce_u") },
    { bce_positive: outside(capped("bce_p")), bce_negative: outside(capped("-bce_m")) },
  ];
}

/** Keras: q = clip(p) + added, r = 1 − clip(p) + added. */
function clipped(engine: Engine, options: LossOptions): Step[] {
  const clip = clipOf(options)!;
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
