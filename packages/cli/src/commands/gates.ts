// Gates: what --fail-above, --fail-below, --fail-if and --max-bad say of a result. A value that does
// not exist cannot pass.

import type { Condition, Sign } from "../options/conditions.js";
import { decimal, groupValue, percent, whole } from "../output/text.js";
import type { Judged, JudgedGroup } from "./judged.js";

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

/** The gates of a run. */
export interface Gates<Measure extends string> {
  readonly failAbove: number | null;
  readonly failBelow: number | null;
  readonly failIf: readonly Condition<Measure>[];
  readonly maxBad: number | null;
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

/** The reasons why gates fail, as sentences. */
export function failuresOf<Measure extends string>(
  { limited, bad, good, groups, value }: Judged<Measure>,
  { failAbove, failBelow, failIf, maxBad }: Gates<Measure>,
): string[] {
  return [
    ...limits(limited.what, limited.value, failAbove, failBelow),
    ...failIf.map((condition) =>
      condition.groupsOf === null
        ? failure(condition.measure, value(condition.measure), condition, "--fail-if")
        : groupsFailure(groups, condition, condition.groupsOf),
    ),
    tooManyBad(bad, good, maxBad),
  ].filter(isText);
}

/** Groups that a message names. */
const mostNamed = 10;

const nameOf = ({ values }: JudgedGroup) => values.map((value) => groupValue(value, 40)).join(", ");

function groupsFailure<Measure extends string>(
  groups: readonly JudgedGroup<Measure>[],
  { measure, sign, bound }: Condition<Measure>,
  leastRows: number,
): string | null {
  const asked = groups.filter(({ count }) => count >= leastRows);
  const rows = leastRows === 1 ? "row" : "rows";
  const every = `${measure} of every group${leastRows > 0 ? ` of ${leastRows} ${rows} or more` : ""} must be ${passes[sign]} ${bound}, as --fail-if says`;
  // A gate that has looked at nothing has found nothing to be in order.
  if (asked.length === 0) {
    const most = groups.reduce((largest, { count }) => Math.max(largest, count), 0);
    return `${every}, got no such group: the largest has ${whole(most)} ${most === 1 ? "row" : "rows"}.`;
  }
  const found = asked
    .map((group) => ({ group, x: group.value(measure) }))
    .filter(({ x }) => fails(x, { sign, bound }));
  if (found.length === 0) return null;
  // Those that are furthest from passing first, and before them those that have no value.
  const side = sign.startsWith(">") ? 1 : -1;
  const place = (x: number | null) => (x === null ? Infinity : side * x);
  found.sort((a, b) => (place(a.x) === place(b.x) ? 0 : place(b.x) - place(a.x)));
  return `${every}, got ${listed(found)}.`;
}

function listed(
  found: readonly { readonly group: JudgedGroup; readonly x: number | null }[],
): string {
  const named = found.slice(0, mostNamed).map(({ group, x }) => `${shown(x)} in ${nameOf(group)}`);
  const more = found.length - named.length;
  return `${named.join(", ")}${more > 0 ? ` and ${whole(more)} more` : ""}`;
}

/** What gates that pass have not looked at, as sentences. */
export function passedOver<Measure extends string>(
  judged: Judged<Measure>,
  gates: Gates<Measure>,
): string[] {
  return [...groupsAbove(judged, gates), ...groupsTooSmall(judged, gates)];
}

/** Groups above the limit of --fail-above, which looks at all rows together. */
function groupsAbove<Measure extends string>(
  { limited, groups }: Judged<Measure>,
  { failAbove, failIf }: Gates<Measure>,
): string[] {
  if (failAbove === null || failIf.some(({ groupsOf }) => groupsOf !== null)) return [];
  const above = { sign: ">", bound: failAbove } as const;
  const found = groups
    .map((group) => ({ group, x: group.value(limited.ofGroup) }))
    .filter(({ x }) => x !== null && fails(x, above))
    .sort((a, b) => b.x! - a.x!);
  if (fails(limited.value, above) || found.length === 0) return [];
  const are = `${whole(found.length)} of ${whole(groups.length)} groups ${found.length === 1 ? "is" : "are"}`;
  return [
    `${are} above ${failAbove}, and --fail-above looks at all rows together: ${listed(found)}. --fail-if 'any group: ${limited.ofGroup} > ${failAbove}' would fail.`,
  ];
}

/** Groups too small to be asked by a gate on groups. */
function groupsTooSmall<Measure extends string>(
  { groups }: Judged<Measure>,
  { failIf }: Gates<Measure>,
): string[] {
  return failIf.flatMap((condition) => {
    const { groupsOf, measure, sign, bound } = condition;
    const few = groups.filter(({ count }) => count < (groupsOf ?? 0)).length;
    if (groupsOf === null || few === 0 || groupsFailure(groups, condition, groupsOf) !== null)
      return [];
    const asked = `${whole(groups.length - few)} of ${whole(groups.length)} groups`;
    const have = few === 1 ? "1 has" : `${whole(few)} have`;
    return [
      `--fail-if 'any group of ${groupsOf}+ rows: ${measure} ${sign} ${bound}' asked ${asked}, and all passed: ${have} fewer rows.`,
    ];
  });
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
