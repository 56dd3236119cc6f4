// What a report says first, in sentences: how good the predictions are, better or worse than what,
// where, and since when.

import type { CompareResult } from "../../compare/result.js";
import type { Group, ScoreResult } from "../../score/result.js";
import { areTimes } from "../../score/time-groups.js";
import { surelyWorse } from "../../score/versus-rest.js";
import { decimal, groupValue, percent, whole } from "../text.js";
import { html, type Markup } from "./html.js";

export function scoreHeadline(result: ScoreResult): Markup {
  return html`<p class="headline">${lossSentence(result)} ${groupSentence(result)} ${calibrationSentence(result)}</p>`;
}

/** Names of groups, such as dates, are not broken at their hyphens. */
function nameOf({ values }: Group): Markup {
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

function groupSentence({ groups, every, by }: ScoreResult): Markup | string {
  if (groups.length < 2 || groups.every(({ versusRest }) => versusRest === null)) return "";
  const found = surelyWorse(groups);
  const isByTime = areTimes(groups);
  const kind = isByTime ? `${every ?? "period"}s` : "groups";
  if (found.length === 0)
    return `None of the ${whole(groups.length)} ${kind} by ${by.join(", ")} is surely worse than the rest.`;
  const named = found
    .slice(0, mostNamed)
    .map(
      (group, i) => html`${i > 0 ? ", " : ""}${nameOf(group)} (${decimal(group.measures.loss, 4)})`,
    );
  const more = found.length > named.length ? ` and ${whole(found.length - named.length)} more` : "";
  const [first] = [...found].sort((a, b) => groups.indexOf(a) - groups.indexOf(b));
  const since = isByTime ? html`, the first of them ${nameOf(first!)}` : "";
  const verb = found.length === 1 ? "is" : "are";
  return html`${whole(found.length)} of ${whole(groups.length)} ${kind} ${verb} surely worse than the rest${since}; the surest first: ${named}${more}.`;
}

/** A recalibration that saves less than this share of the loss is not worth a sentence. */
const leastSaved = 0.01;

function calibrationSentence({ curves, total: { loss } }: ScoreResult): string {
  const of = curves?.recalibration;
  if (!of || loss === null || !(of.calibrationLoss > leastSaved * loss)) return "";
  const slope = of.slope < 1 ? "too extreme" : "too timid";
  return `Predictions are ${slope} (slope ${decimal(of.slope, 2)}): recalibration would save ${percent(of.calibrationLoss / loss)} of the loss.`;
}

export function compareHeadline({ a, b, difference, rows }: CompareResult): Markup {
  const { mean, low, high } = difference;
  const ends =
    low === null || high === null
      ? ""
      : ` (95 % interval ${decimal(low, 4)} to ${decimal(high, 4)})`;
  const sure = low !== null && high !== null && (low > 0 || high < 0);
  const isSame = rows.better + rows.worse === 0;
  const unsure = isSame ? "A and B are the same" : "It is not sure which of A and B is better";
  const verdict = sure ? `B is ${mean < 0 ? "better" : "worse"} than A` : unsure;
  const text = `${verdict}: the loss of B minus that of A is ${decimal(mean, 4)} nats${ends}, ${decimal(b.loss, 4)} against ${decimal(a.loss, 4)}, over ${whole(a.count)} rows, of which ${whole(rows.better)} got better and ${whole(rows.worse)} got worse.`;
  return html`<p class="headline">${text}</p>`;
}
