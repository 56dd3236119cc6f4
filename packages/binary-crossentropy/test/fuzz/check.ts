// One call against the oracle: what it refuses, and every number that it gives.

import { type Problem, pose, type Question } from "../oracle/loss.js";
import { Refusal, Undecided } from "../oracle/refusal.js";
import { build } from "./build.js";
import type { Call } from "./call.js";
import { compareNumbers } from "./compare.js";
import type { Failure } from "./judge.js";
import type { Library } from "./library.js";
import { calls } from "./runs.js";
import type { Worst } from "./worst.js";

/**
 * How a call went: undefined where it did as it should, "undecided" where the contract does not say
 * what that is.
 */
export type Verdict = Failure | "undecided" | undefined;

export interface Judge {
  readonly library: Library;
  /** Where the largest distances are noted. */
  readonly worst?: Worst;
}

export function check(call: Call, { library, worst }: Judge): Verdict {
  let problem: Problem;
  try {
    problem = pose(questionOf(call));
    if (call.out?.spoiled)
      throw new Refusal(call.out.spoiled === "dtype" ? "ValueError" : "ShapeError", "out");
  } catch (reason) {
    if (reason instanceof Undecided) return "undecided";
    if (reason instanceof Refusal) return checkRefusal(call, reason, library);
    throw reason;
  }
  try {
    return compareNumbers(call, problem, library, worst);
  } catch (error) {
    if (error instanceof Undecided) return "undecided";
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return {
      quantity: `a refusal: ${said.replace(/-?\d[\d.e+-]*/g, "#").slice(0, 70)}`,
      message: said,
    };
  }
}

/**
 * The function and the method `call` give one loss per cell; of the metric it matters for the
 * weights alone.
 */
function questionOf(call: Call): Question {
  const repairs = call.through !== "function";
  return call.through === "class"
    ? { ...call, repairs }
    : { ...call, repairs, options: { ...call.options, reduction: "none" } };
}

function checkRefusal(call: Call, reason: Refusal, library: Library): Failure | undefined {
  const size = call.yPred.shape.reduce((a, b) => a * b, 1);
  const isFloat64 =
    call.options.dtype === "float64" ||
    (!call.options.dtype &&
      call.yPred.kind === "Float64Array" &&
      /typed|shaped/.test(call.yPred.form));
  const args = build(call, library, isFloat64 ? "float64" : "float32", size);
  const runs = calls(call, library, args);
  try {
    for (const [i, run] of runs.entries()) {
      // What is wrong with `out` is nothing to the value.
      if (i === 0 && reason.argument === "out") continue;
      const failure = refusalOf(run, reason, i);
      if (failure) return failure;
    }
    return undefined;
  } finally {
    args.free();
  }
}

const names = ["the call", "valueAndGrad", "hessian"];

function refusalOf(run: () => unknown, reason: Refusal, i: number): Failure | undefined {
  const wanted = `a ${reason.kind} about ${reason.argument}${reason.says && `, ${reason.says}`}`;
  try {
    run();
  } catch (error) {
    const { name, message } = error as Error;
    const isOurs = name === "ValueError" || name === "ShapeError";
    // Where several things are wrong, any of them may be named.
    if (isOurs && (name === reason.kind || !reason.says)) {
      if (!reason.says || message.includes(reason.says)) return undefined;
    }
    return {
      quantity: `refusal about ${reason.argument}`,
      message: `${names[i]} must throw ${wanted}, threw ${name}: ${message}`,
    };
  }
  return {
    quantity: `no refusal about ${reason.argument}`,
    message: `${names[i]} must throw ${wanted}, threw nothing`,
  };
}
