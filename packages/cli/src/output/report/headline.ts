// What a report says first, in sentences: how good the predictions are, better or worse than what,
// where, and since when.

import type { CompareResult } from "../../compare/result.js";
import type { ScoreResult } from "../../score/result.js";
import { surelyWorse, type Tested } from "../../score/tested.js";
import { areTimes } from "../../score/time-groups.js";
import { decimal, groupValue, percent, whole } from "../text.js";
import { verdictText } from "../verdict.js";
import { html, type Markup } from "./html.js";

export function scoreHeadline(result: ScoreResult): Markup {
  return html`<p class="headline">${lossSentence(result)} ${groupSentence(result, worseThanRest, ({ measures }) => measures.loss)} ${calibrationSentence(result)}</p>`;
}

/** Names of groups, such as dates, are not broken at their hyphens. */
function nameOf({ values }: Tellable): Markup {
  return html`<span class="whole">${values.map((value) => groupValue(value, 40)).join(", ")}</span>`;
}

function lossSentence({ total }: ScoreResult): string {
  const { loss, interval, count, skill, baseLoss, baseRate } = total;
  if (loss === null) return `No row has weight, of ${whole(count)}.`;
  const ends =
    interval === null
      ? ""
      : ` (95 % interval ${decimal(interval.low, 4)} to ${decimal(interval.high, 4)})`;
  const is = `The loss is ${decimal(loss, 4)} nats${ends} over ${whole(count)} ${count === 1 ? "row" : "rows"}`;
  if (skill === null) return `${is}.`;
  const base = `always predicting the base rate, ${decimal(baseRate, 4)}, which costs ${decimal(baseLoss, 4)}`;
  if (skill === 0) return `${is}: as much as ${base}.`;
  return `${is}: ${percent(Math.abs(skill))} ${skill > 0 ? "better" : "worse"} than ${base}.`;
}

/** More names are in the table below. */
const mostNamed = 3;

interface Tellable {
  readonly values: readonly (string | null)[];
  readonly tested: Tested | null;
}

/**
 * Which groups are surely worse; nothing if that is known of none.
 *
 * @param worse what so many groups are or did, as the end of a sentence
 * @param told what is said of a group beside its name
 */
function groupSentence<Group extends Tellable>(
  { groups, every, by }: Pick<ScoreResult, "every" | "by"> & { readonly groups: readonly Group[] },
  worse: (count: number) => string,
  told: (group: Group) => number | null,
): Markup | string {
  if (groups.length < 2 || groups.every(({ tested }) => tested === null)) return "";
  const found = surelyWorse(groups);
  const isByTime = areTimes(groups);
  const kind = isByTime ? `${every ?? "period"}s` : "groups";
  if (found.length === 0)
    return `None of the ${whole(groups.length)} ${kind} by ${by.join(", ")} ${worse(1)}.`;
  const named = found
    .slice(0, mostNamed)
    .map((group, i) => html`${i > 0 ? ", " : ""}${nameOf(group)} (${decimal(told(group), 4)})`);
  const more = found.length > named.length ? ` and ${whole(found.length - named.length)} more` : "";
  const [first] = [...found].sort((a, b) => groups.indexOf(a) - groups.indexOf(b));
  const since = isByTime ? html`, the first of them ${nameOf(first!)}` : "";
  return html`${whole(found.length)} of ${whole(groups.length)} ${kind} ${worse(found.length)}${since}; the surest first: ${named}${more}.`;
}

const worseThanRest = (count: number) => `${count === 1 ? "is" : "are"} surely worse than the rest`;

/** A recalibration that saves less than this share of the loss is not worth a sentence. */
const leastSaved = 0.01;

function calibrationSentence({ curves, total: { loss } }: ScoreResult): string {
  const of = curves?.recalibration;
  if (!of || loss === null || !(of.calibrationLoss > leastSaved * loss)) return "";
  const slope = of.slope < 1 ? "too extreme" : "too timid";
  return `Predictions are ${slope} (slope ${decimal(of.slope, 2)}): recalibration would save ${percent(of.calibrationLoss / loss)} of the loss.`;
}

export function compareHeadline(result: CompareResult): Markup {
  const { a, b, difference, rows } = result;
  const { mean, low, high } = difference;
  const ends =
    low === null || high === null
      ? ""
      : ` (95 % interval ${decimal(low, 4)} to ${decimal(high, 4)})`;
  const over =
    rows === null
      ? `over ${whole(b.count)} rows against ${whole(a.count)}`
      : `over ${whole(a.count)} rows, of which ${whole(rows.better)} got better and ${whole(rows.worse)} got worse`;
  const text = `${verdictText(result)}: the loss of B minus that of A is ${decimal(mean, 4)} nats${ends}, ${decimal(b.loss, 4)} against ${decimal(a.loss, 4)}, ${over}.`;
  const where = groupSentence(
    result,
    () => "surely got worse",
    ({ difference: own }) => own?.mean ?? null,
  );
  return html`<p class="headline">${text} ${where}</p>`;
}
