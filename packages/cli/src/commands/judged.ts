// The results of bce score and bce compare as gates see them: what each measure is, of all rows and
// of each group.

import type { ComparedGroup, CompareResult } from "../compare/result.js";
import type {
  ComparedGroupMeasure,
  ComparedMeasure,
  CompareMeasure,
  GroupMeasure,
  ScoreMeasure,
} from "../options/gate-measures.js";
import type { Measures, ScoreResult } from "../score/result.js";

export interface JudgedGroup<Measure extends string = never> {
  readonly values: readonly (string | null)[];
  /** Its rows. If rows are not paired, those of the file that has fewer. */
  readonly count: number;
  value(measure: Measure): number | null;
}

export interface Judged<Measure extends string> {
  /** What --fail-above and --fail-below look at: of all rows alone. */
  readonly limited: {
    readonly what: string;
    readonly value: number | null;
    /** What tells that a group is above a limit. */
    readonly ofGroup: Measure;
  };
  readonly bad: number;
  /** The number of rows that are not bad. */
  readonly good: number;
  readonly groups: readonly JudgedGroup<Measure>[];
  /** Of all rows. */
  value(measure: Measure): number | null;
}

const ofInterval: {
  readonly [M in Exclude<GroupMeasure, keyof Measures>]: (of: Measures) => number | null;
} = {
  "loss.low": ({ interval }) => interval?.low ?? null,
  "loss.high": ({ interval }) => interval?.high ?? null,
  "loss.standardError": ({ interval }) => interval?.standardError ?? null,
};

function measured(measures: Measures, measure: GroupMeasure): number | null {
  return measure in ofInterval
    ? ofInterval[measure as keyof typeof ofInterval](measures)
    : measures[measure as Exclude<GroupMeasure, keyof typeof ofInterval>];
}

export function judgedScore({ total, groups, bad }: ScoreResult): Judged<ScoreMeasure> {
  return {
    limited: { what: "the loss", value: total.loss, ofGroup: "loss" },
    bad: bad.count,
    good: total.count,
    groups: groups.map(({ values, measures }) => ({
      values,
      count: measures.count,
      value: (measure) => measured(measures, measure as GroupMeasure),
    })),
    value: (measure) => (measure === "badRows" ? bad.count : measured(total, measure)),
  };
}

export function judgedComparison(result: CompareResult): Judged<CompareMeasure> {
  const { difference, a, b, bootstrap, badRows, groups, paired } = result;
  return {
    limited: {
      what: "the difference in loss",
      value: difference.mean,
      // Of groups that do not differ, half are above 0.
      ofGroup: "difference.low",
    },
    bad: badRows.count,
    good: paired ? a.count : a.count + b.count,
    groups: groups.map((group) => ({
      values: group.values,
      count: Math.min(group.a?.count ?? 0, group.b?.count ?? 0),
      value: (measure) => comparedGroup(group, measure as ComparedGroupMeasure),
    })),
    value(measure) {
      if (measure === "badRows") return badRows.count;
      if (measure === "bootstrap.low") return bootstrap?.low ?? null;
      if (measure === "bootstrap.high") return bootstrap?.high ?? null;
      return compared(result, measure as ComparedMeasure);
    },
  };
}

function comparedGroup(group: ComparedGroup, measure: ComparedGroupMeasure): number | null {
  if (measure === "versusA.z") return group.tested?.z ?? null;
  if (measure === "versusA.adjusted") return group.tested?.adjusted ?? null;
  return compared(group, measure);
}

function compared(
  { difference, a, b }: Pick<ComparedGroup, "difference" | "a" | "b">,
  measure: ComparedMeasure,
): number | null {
  if (measure === "difference") return difference?.mean ?? null;
  const [of, name] = measure.split(".") as [string, never];
  return (of === "difference" ? difference : of === "a" ? a : b)?.[name] ?? null;
}
