// A run: call after call, each with the seed of its index, so that any of them can be had again
// alone.

import type { Call } from "./call.js";
import { check, type Verdict } from "./check.js";
import { generate } from "./generate.js";
import type { Library } from "./library.js";
import { Random } from "./random.js";
import { shrink } from "./shrink.js";
import { snippetOf } from "./snippet.js";
import { Worst } from "./worst.js";

export interface Finding {
  /** What disagrees. */
  readonly quantity: string;
  /** Which call of the run it was. */
  readonly index: number;
  readonly message: string;
  /** The smallest call that shows it. */
  readonly snippet: string;
}

export interface Plan {
  readonly library: Library;
  readonly seed: number;
  /** The first call, and how far it is to the next one. */
  readonly from?: number;
  readonly step?: number;
  readonly calls: number;
  /** How many calls that fail in one way are made small and told of; more are counted. */
  readonly most?: number;
  /** For how many milliseconds smaller calls are looked for. */
  readonly patience?: number;
  /** Which disagreements count; all of them without it. */
  readonly isWanted?: (quantity: string) => boolean;
  /** Asked before each call. */
  readonly isOver?: () => boolean;
  readonly onFinding?: (finding: Finding) => void;
  readonly onProgress?: (calls: number) => void;
}

export interface Outcome {
  readonly calls: number;
  /** How many calls the contract leaves open. */
  readonly undecided: number;
  readonly findings: readonly Finding[];
  /** How often each quantity disagreed. */
  readonly counts: ReadonlyMap<string, number>;
  readonly worst: Worst;
}

export const callAt = (seed: number, index: number): Call => generate(new Random(seed, index));

const isFailure = (verdict: Verdict) => verdict !== undefined && verdict !== "undecided";

export function fuzz({
  library,
  seed,
  from = 0,
  step = 1,
  calls,
  most = 3,
  patience = 5000,
  isWanted,
  isOver,
  onFinding,
  onProgress,
}: Plan): Outcome {
  const worst = new Worst();
  const findings: Finding[] = [];
  const counts = new Map<string, number>();
  let [done, undecided] = [0, 0];
  for (; done < calls && !isOver?.(); done++) {
    onProgress?.(done);
    worst.index = from + done * step;
    const call = callAt(seed, worst.index);
    const verdict = check(call, { library, worst });
    if (verdict === "undecided") undecided++;
    if (verdict === undefined || verdict === "undecided") continue;
    const { quantity } = verdict;
    if (isWanted && !isWanted(quantity)) continue;
    counts.set(quantity, (counts.get(quantity) ?? 0) + 1);
    if (counts.get(quantity)! > most) continue;
    const finding = {
      quantity,
      index: worst.index,
      ...smallest(call, quantity, library, patience),
    };
    findings.push(finding);
    onFinding?.(finding);
  }
  return { calls: done, undecided, findings, counts, worst };
}

function smallest(
  call: Call,
  quantity: string,
  library: Library,
  patience: number,
): Pick<Finding, "message" | "snippet"> {
  const fails = (smaller: Call) => {
    const verdict = check(smaller, { library });
    return isFailure(verdict) && (verdict as { quantity: string }).quantity === quantity;
  };
  const small = shrink(call, fails, patience);
  return {
    message: (check(small, { library }) as { message: string }).message,
    snippet: snippetOf(small),
  };
}
