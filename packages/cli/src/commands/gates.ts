// Gates: what --fail-above, --fail-below, --fail-if and --max-bad say of a result. A value that does
// not exist cannot pass.

import type { CompareResult } from "../compare/result.js";
import { exitCodes } from "../errors.js";
import type { CompareOptions } from "../options/compare-options.js";
import type { Condition, Sign } from "../options/conditions.js";
import type { CompareMeasure, GroupMeasure, ScoreMeasure } from "../options/gate-measures.js";
import type { ScoreOptions } from "../options/score-options.js";
import { decimal, groupValue, percent, whole } from "../output/text.js";
import type { Group, Measures, ScoreResult } from "../score/result.js";

/** Whether a value meets a condition, so that the gate fails. */
const holds = {
  "<": (x, bound) => x < bound,
  "<=": (x, bound) => x <= bound,
  ">": (x, bound) => x > bound,
  ">=": (x, bound) => x >= bound,
} satisfies Readonly<Record<Sign, (x: number, bound: number) => boolean>>;

/** What a value has to be so that the gate passes. */
const passes = {
  "<": "at least",
  "<=": "above",
  ">": "at most",
  ">=": "below",
} satisfies Readonly<Record<Sign, string>>;

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

const fails = (x: number | null, { sign, bound }: Pick<Condition, "sign" | "bound">) =>
  x === null || Number.isNaN(x) || holds[sign](x, bound);

const shown = (x: number | null) =>
  x === null ? "none" : Number.isInteger(x) ? String(x) : decimal(x);

/** Why a value fails; null where it passes. */
function failure(
  what: string,
  x: number | null,
  condition: Pick<Condition, "sign" | "bound">,
  option: string,
): string | null {
  if (!fails(x, condition)) return null;
  return `${what} must be ${passes[condition.sign]} ${condition.bound}, as ${option} says, got ${shown(x)}.`;
}

const isText = (text: string | null): text is string => text !== null;

/** The reasons why the gates of bce score fail, as sentences. */
export function scoreFailures(result: ScoreResult, options: ScoreOptions): string[] {
  const { total, groups, bad } = result;
  const { failAbove, failBelow, failIf, maxBad } = options;
  const value = (measure: ScoreMeasure) =>
    measure === "badRows" ? bad.count : measured(total, measure);
  return [
    ...limits("the loss", total.loss, failAbove, failBelow),
    ...failIf.map((condition) =>
      condition.groupsOf === null
        ? failure(condition.measure, value(condition.measure), condition, "--fail-if")
        : groupsFailure(groups, condition, condition.groupsOf),
    ),
    tooManyBad(bad.count, total.count, maxBad),
  ].filter(isText);
}

/** Groups that a message names. */
const mostNamed = 10;

const nameOf = ({ values }: Group) => values.map((value) => groupValue(value, 40)).join(", ");

function groupsFailure(
  groups: readonly Group[],
  condition: Condition<ScoreMeasure>,
  leastRows: number,
): string | null {
  const { measure, sign, bound } = condition;
  const asked = groups.filter(({ measures }) => measures.count >= leastRows);
  const found = asked
    .map((group) => ({ group, x: measured(group.measures, measure as GroupMeasure) }))
    .filter(({ x }) => fails(x, condition));
  if (found.length === 0) return null;
  // Those that are furthest from passing first, and before them those that have no value.
  const side = sign.startsWith(">") ? 1 : -1;
  const place = (x: number | null) => (x === null ? Infinity : side * x);
  found.sort((a, b) => (place(a.x) === place(b.x) ? 0 : place(b.x) - place(a.x)));
  return `${measure} of every group${leastRows > 0 ? ` of ${leastRows} rows or more` : ""} must be ${passes[sign]} ${bound}, as --fail-if says, got ${listed(found)}.`;
}

function listed(found: readonly { readonly group: Group; readonly x: number | null }[]): string {
  const named = found.slice(0, mostNamed).map(({ group, x }) => `${shown(x)} in ${nameOf(group)}`);
  const more = found.length - named.length;
  return `${named.join(", ")}${more > 0 ? ` and ${whole(more)} more` : ""}`;
}

/** What --fail-above does not look at, in words; null where there is nothing to say. */
export function unjudgedGroups(
  { total, groups }: ScoreResult,
  { failAbove, failIf }: ScoreOptions,
): string | null {
  if (failAbove === null || failIf.some(({ groupsOf }) => groupsOf !== null)) return null;
  const above = { sign: ">", bound: failAbove } as const;
  const found = groups
    .map((group) => ({ group, x: group.measures.loss }))
    .filter(({ x }) => x !== null && fails(x, above))
    .sort((a, b) => b.x! - a.x!);
  if (fails(total.loss, above) || found.length === 0) return null;
  return `${whole(found.length)} of ${whole(groups.length)} groups are above ${failAbove}, and --fail-above looks at all rows together: ${listed(found)}. --fail-if 'any group: loss > ${failAbove}' would fail.`;
}

/** The reasons why the gates of bce compare fail, as sentences. */
export function compareFailures(result: CompareResult, options: CompareOptions): string[] {
  const { difference, a, badRows } = result;
  const { failAbove, failBelow, failIf, maxBad } = options;
  return [
    ...limits("the difference in loss", difference.mean, failAbove, failBelow),
    ...failIf.map((condition) =>
      failure(condition.measure, comparedValue(result, condition.measure), condition, "--fail-if"),
    ),
    tooManyBad(badRows.count, a.count, maxBad),
  ].filter(isText);
}

function comparedValue(result: CompareResult, measure: CompareMeasure): number | null {
  const { difference, bootstrap, badRows } = result;
  if (measure === "badRows") return badRows.count;
  if (measure === "difference") return difference.mean;
  const [of, name] = measure.split(".") as [string, never];
  if (of === "difference") return difference[name];
  if (of === "bootstrap") return bootstrap === null ? null : bootstrap[name];
  return result[of as "a" | "b"][name];
}

function limits(
  what: string,
  x: number | null,
  above: number | null,
  below: number | null,
): (string | null)[] {
  return [
    above === null ? null : failure(what, x, { sign: ">", bound: above }, "--fail-above"),
    below === null ? null : failure(what, x, { sign: "<", bound: below }, "--fail-below"),
  ];
}

function tooManyBad(bad: number, good: number, most: number | null): string | null {
  const share = bad / (bad + good);
  if (most === null || bad === 0 || share <= most) return null;
  const sizes = `${percent(share)}: ${whole(bad)} of ${whole(bad + good)}`;
  return `bad rows must be at most ${percent(most)} of all rows, as --max-bad says, got ${sizes}.`;
}

/** Returns the exit code. If it is not 0, the reasons are on standard error. */
export function judge(command: string, failures: readonly string[]): number {
  for (const reason of failures) process.stderr.write(`${command}: ${reason}\n`);
  return failures.length === 0 ? 0 : exitCodes.aboveLimit;
}
