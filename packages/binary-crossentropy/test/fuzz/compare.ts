// The numbers of a call against the truth: elements by themselves, then the call's own value and
// derivatives.

import type { NdArray } from "binary-crossentropy";
import { elements, type Problem, totalWeight } from "../oracle/loss.js";
import { toNumber } from "../oracle/real.js";
import { Undecided } from "../oracle/refusal.js";
import { build } from "./build.js";
import type { Call } from "./call.js";
import { compareDerivative } from "./derivative.js";
import { elementwise } from "./elementwise.js";
import type { Context, Failure } from "./judge.js";
import type { Library } from "./library.js";
import { compareMetric } from "./metric.js";
import { type Losses, referenceLosses } from "./references.js";
import { calls } from "./runs.js";
import { snapshot } from "./untouched.js";
import { compareValue } from "./value.js";
import type { Worst } from "./worst.js";

/** The first disagreement. */
export function compareNumbers(
  call: Call,
  problem: Problem,
  library: Library,
  worst?: Worst,
): Failure | undefined {
  const peaks = new Map<string, number>();
  const note = (quantity: string, ulp: number) => {
    if (!(ulp <= (peaks.get(quantity) ?? -1))) peaks.set(quantity, ulp);
  };
  const failure = compareAll({ call, problem, truths: elements(problem), note }, library);
  if (!worst) return failure;
  const [input, road] = [inputOf(problem), roadOf(call)];
  for (const [quantity, ulp] of peaks) {
    worst.note(`${quantity}, ${problem.dtype}, ${input}`, ulp);
    worst.note(`${quantity}, ${problem.dtype}, by road: ${road}`, ulp);
  }
  return failure;
}

function compareAll(context: Context, library: Library): Failure | undefined {
  const computed = elementwise(context, library);
  if ("quantity" in computed) return computed;
  const losses = referenceLosses(context, computed.losses);
  if (context.call.through === "metric")
    return compareMetric(context.call, context.problem, losses, library);
  return values(context, library, losses);
}

const inputOf = ({ element }: Problem) => (element.fromLogits ? "logits" : element.dialect);

/** What a call takes another road than plain flat arrays for. */
function roadOf({ yTrue, yPred, sampleWeight, mask, options, out, memory }: Call): string {
  const parts = [
    memory === "ordinary" ? "" : "memory",
    out?.over ? "out over inputs" : "",
    yTrue.strides || yPred.strides ? "strided" : "",
    sampleWeight ? "weighted" : "",
    mask || options.ignoreLabel !== undefined ? "selected" : "",
    options.posWeight !== undefined ? "posWeight" : "",
    options.labelSmoothing ? "smoothed" : "",
  ].filter(Boolean);
  return parts.length > 1 ? "several" : (parts[0] ?? "plain");
}

/** The call's own value, and its derivatives. */
function values(
  context: Context,
  library: Library,
  references: readonly Losses[],
): Failure | undefined {
  const { call, problem } = context;
  const weightSum =
    problem.reduction === "mean_with_sample_weight" ? totalWeight(problem) : undefined;
  // Weights that cancel leave no digits of their sum.
  if (weightSum && toNumber(weightSum.size) > 16 * Math.abs(toNumber(weightSum.value)))
    throw new Undecided("weights that cancel");
  const size = problem.layout.cellOf.length;
  for (let which = 0; which < (call.through === "class" ? 3 : 1); which++) {
    const args = build(call, library, problem.dtype, size);
    try {
      const before = call.out ? snapshot(args) : undefined;
      const { value, derivative } = parts(which, calls(call, library, args)[which]!());
      const failure =
        (value === undefined ? undefined : compareValue(context, value, references)) ??
        (derivative &&
          compareDerivative(context, which === 1 ? "gradient" : "hessian", derivative, args)) ??
        before?.(which === 0);
      if (failure) return failure;
    } finally {
      args.free();
    }
  }
  return undefined;
}

function parts(which: number, result: unknown): { value?: number | NdArray; derivative?: NdArray } {
  if (which === 0) return { value: result as number | NdArray };
  if (which === 2) return { derivative: result as NdArray };
  const { value, grad } = result as { value: number | NdArray; grad: NdArray };
  return { value, derivative: grad };
}
