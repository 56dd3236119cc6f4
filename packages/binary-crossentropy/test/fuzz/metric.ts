// The streaming metric: what one batch adds to its state, and that states add up.

import { cellLosses, type Problem, total, totalWeight } from "../oracle/loss.js";
import { distance } from "../oracle/precision.js";
import { toNumber } from "../oracle/real.js";
import { build } from "./build.js";
import type { Call } from "./call.js";
import type { Failure } from "./judge.js";
import type { Library } from "./library.js";
import type { Losses } from "./references.js";
import { metricOf } from "./runs.js";
import { table } from "./tolerances.js";

type Metric = ReturnType<typeof metricOf>;

/** @param references Losses whose sum will do. */
export function compareMetric(
  call: Call,
  problem: Problem,
  references: readonly Losses[],
  library: Library,
): Failure | undefined {
  const args = build(call, library, problem.dtype, 0);
  const metric = metricOf(call, library);
  const update = () =>
    metric.updateState(
      args.yTrue,
      args.yPred,
      args.sampleWeight,
      args.mask === undefined ? undefined : { mask: args.mask },
    );
  try {
    update();
    const state = metric.state();
    return (
      wrongState(problem, references, plain(state)) ??
      wrongStream(metric, update, () => metricOf(call, library))
    );
  } finally {
    args.free();
  }
}

/** The sums as they are, where the state has them times a power of two. */
function plain({ total, count, power = 0 }: ReturnType<Metric["state"]>): {
  total: number;
  count: number;
} {
  const half = 2 ** Math.trunc(-power / 2);
  const rest = 2 ** (-power - Math.trunc(-power / 2));
  return { total: total * half * rest, count: count * half * rest };
}

/** A batch without elements adds nothing. */
function wrongState(
  problem: Problem,
  references: readonly Losses[],
  state: { total: number; count: number },
): Failure | undefined {
  const isEmpty = problem.x.length === 0;
  const weights = totalWeight(problem);
  const apart = isEmpty
    ? Math.abs(state.total)
    : Math.min(
        ...references.map((losses) => {
          const { value, size } = total(cellLosses(problem, losses));
          return distance(state.total, value, size, "float32");
        }),
      );
  const ofWeights = isEmpty
    ? Math.abs(state.count)
    : distance(state.count, weights.value, weights.size, "float64");
  // Of focal losses as well: this sum is in float64, and does not round.
  if (!(apart <= table.sum32.ulp)) {
    return {
      quantity: "total of the metric",
      message: `the total is ${state.total}, must be ${toNumber(total(cellLosses(problem, references[0]!)).value)}: ${apart} ulp`,
    };
  }
  if (!(ofWeights <= 2 + weights.terms))
    return {
      quantity: "count of the metric",
      message: `the count is ${state.count}, must be ${toNumber(weights.value)}`,
    };
  return undefined;
}

const same = (a: number, b: number) => a === b || (a !== a && b !== b);

/** Two batches are twice one; merged metrics are both; the result is their quotient. */
function wrongStream(
  metric: Metric,
  update: () => void,
  create: () => Metric,
): Failure | undefined {
  const once = metric.state();
  const quotient = once.count === 0 ? 0 : once.total / once.count;
  update();
  const twice = metric.state();
  const merged = create();
  merged.merge(metric);
  merged.merge(once);
  const all = merged.state();
  metric.resetState();
  const rules: [string, boolean][] = [
    ["a second batch", same(twice.total, 2 * once.total) && same(twice.count, 2 * once.count)],
    [
      "merge",
      same(all.total, twice.total + once.total) && same(all.count, twice.count + once.count),
    ],
    [
      "resetState",
      metric.result() === 0 && metric.state().total === 0 && metric.state().count === 0,
    ],
  ];
  metric.merge(once);
  rules.push(["result", same(metric.result(), quotient)]);
  const broken = rules.find(([, holds]) => !holds);
  return (
    broken && {
      quantity: `${broken[0]} of the metric`,
      message: `${JSON.stringify({ once, twice, all })}, result ${metric.result()}`,
    }
  );
}
