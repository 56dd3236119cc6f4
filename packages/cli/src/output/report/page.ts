// The report of bce score.

import { shareAt } from "../../metrics/concentration.js";
import type { ScoreOptions } from "../../options/score-options.js";
import { whereIs } from "../../score/bad-rows.js";
import type { Threshold } from "../../score/curves.js";
import { worstFirst } from "../../score/group-order.js";
import type { Group, ScoreResult } from "../../score/result.js";
import { surelyWorse } from "../../score/tested.js";
import { areTimes, likelyPeriod } from "../../score/time-groups.js";
import { joinedText } from "../joined.js";
import {
  fewRowsText,
  groupColumns,
  intervalText,
  measureNames,
  measureText,
  type OfMeasures,
  shown,
  zText,
} from "../measures.js";
import { decimal, groupValue, oneLine, percent, short, upperFirst, whole } from "../text.js";
import { scoreWarnings } from "../warnings.js";
import {
  concentrationChart,
  groupChart,
  histogramChart,
  mostBars,
  reliabilityChart,
} from "./charts.js";
import { liftChart, massChart, precisionChart, rocChart } from "./decision-charts.js";
import { scoreHeadline } from "./headline.js";
import { html, type Markup } from "./html.js";
import { columnsLine, type Origin, originLine } from "./origin.js";
import { cards, keys, optionsLine, page, section, table, warned } from "./parts.js";
import { type TimePoint, timeChart } from "./time-chart.js";

/** What the options say about the columns. */
type Named = Pick<ScoreOptions, "columns" | "positive">;

export function toHtml(all: ScoreResult, named: Named, origin: Origin): string {
  // Times stay in their order; other groups come by what is found of them.
  const isByTime = areTimes(all.groups);
  const result = { ...all, groups: isByTime ? all.groups : worstFirst(all.groups) };
  const { files, total, options } = result;
  const names =
    files.length > 3 ? `${files.length} files` : files.map((file) => oneLine(file)).join(", ");
  return page(`Binary cross-entropy ${decimal(total.loss, 4)}: ${names}`, [
    html`<h1>Binary cross-entropy</h1>
<p>${[names, ...columns(named), optionsLine(options)].join(" · ")}</p>
<p class="origin">${originLine(origin)}</p>
${scoreHeadline(all)}
${measures(result)}
<div class="charts">
${charts(result)}
</div>
${groupTable(result)}
${thresholds(result)}
${worst(result)}
${leftOut(result)}
${bad(result)}`,
  ]);
}

/** Without names, as of .npy files, the columns are known by their order. */
function columns({ columns: names, positive }: Named): string[] {
  if (names === null) return [];
  const { label, prediction, weight, by, cluster } = names;
  return [columnsLine({ label, prediction, weight, by, cluster, positive })];
}

function measures(result: ScoreResult): Markup {
  const { total, weighted } = result;
  const digits: OfMeasures<number | null> = {
    loss: 5,
    count: 0,
    weight: weighted ? 0 : null,
    baseRate: 5,
    baseLoss: 5,
    skill: 4,
    calibrationError: 5,
    brier: 5,
    rocAuc: 5,
    prAuc: 5,
    lossSum: null,
    lossPerRow: null,
  };
  const all = shown(digits).map(([measure, many]): [string, string] => [
    measure === "loss" ? "loss, nats" : measureNames[measure],
    measureText(total, measure, many),
  ]);
  const { interval } = total;
  if (interval !== null) {
    const { clusters } = interval;
    const name = clusters === null ? "95 % interval" : `95 % interval, ${whole(clusters)} clusters`;
    all.splice(1, 0, [name, intervalText(total, 4)]);
  }
  const few = fewRowsText(interval);
  const warnings = [...(few === "" ? [] : [`the loss: ${few}.`]), ...scoreWarnings(result)];
  return html`${cards(all)}${warned(warnings)}`;
}

function charts(result: ScoreResult): Markup[] {
  const { reliability, histogram, concentration, groups, by, total } = result;
  const all = [
    section(
      "Reliability",
      "How often each prediction came true. Points on the dashed line did as often as predicted.",
      reliabilityChart([reliability]),
    ),
    ...calibration(result),
    section("Predictions by class", keys("negative", "positive"), histogramChart(histogram)),
  ];
  all.push(...decisions(result));
  if (concentration) {
    const half = percent(shareAt(concentration, 0.5, "rows"));
    const worstPercent = percent(shareAt(concentration, 0.01, "loss"));
    const text = `${half} of the rows carry half of the loss; the worst 1 % carry ${worstPercent}.`;
    all.push(section("Where the loss is", text, concentrationChart(concentration)));
  }
  // Where the loss is high comes before everything else.
  if (areTimes(groups)) all.unshift(overTime(result));
  else if (groups.length > 0) {
    const names = by.map((name) => oneLine(name)).join(", ");
    const text =
      groups.length > mostBars
        ? `The ${mostBars} of ${groups.length} groups that come first, ${orderText(groups)}. The dashed line is the loss of all rows.`
        : "The dashed line is the loss of all rows.";
    all.unshift(section(`Loss by ${names}`, text, groupChart(groups, total.loss)));
  }
  return all;
}

/** A page with more rows is slow on a phone; --format csv has all groups. */
const mostGroups = 200;

function calibration({ curves }: ScoreResult): Markup[] {
  if (curves === null) return [];
  const { recalibration: of, massBins } = curves;
  const text =
    of === null
      ? "No logistic recalibration: the classes do not overlap, or there is only one."
      : `The best logistic recalibration has intercept ${decimal(of.intercept, 3)} and slope ${decimal(of.slope, 3)}; 0 and 1 are perfect. It would save ${decimal(of.calibrationLoss, 4)} nats of the loss (calibration), and leave ${decimal(of.refinementLoss, 4)} (refinement).`;
  const bins = "Bins of equal weight, with 95 % intervals (Wilson).";
  return [section("Calibration", `${bins} ${text}`, massChart(massBins))];
}

function decisions({ curves, total }: ScoreResult): Markup[] {
  if (curves === null || curves.roc.length === 0) return [];
  const base = decimal(total.baseRate, 4);
  return [
    section("ROC curve", `The area is ${decimal(total.rocAuc, 4)}.`, rocChart(curves)),
    section(
      "Precision and recall",
      `The average precision is ${decimal(total.prAuc, 4)}; the dashed line is the base rate, ${base}.`,
      precisionChart(curves, total.baseRate ?? 0),
    ),
    section(
      "Lift",
      "How many times the base rate of positives is in the rows that are predicted highest.",
      liftChart(curves),
    ),
  ];
}

function thresholds({ curves }: ScoreResult): Markup | string {
  if (curves === null || curves.bestF1 === null) return "";
  const row = (one: Threshold, digits: number) => [
    decimal(one.threshold, digits),
    ...[one.precision, one.recall, one.f1].map((value) => decimal(value, 4)),
    ...[one.truePositive, one.falsePositive, one.falseNegative, one.trueNegative].map(
      (share) => `${(100 * share).toFixed(2)} %`,
    ),
  ];
  const head = [
    "predicted at least",
    "precision",
    "recall",
    "F1",
    "true positive",
    "false positive",
    "false negative",
    "true negative",
  ];
  const text = `Rows predicted at least the threshold are called positive. F1 is largest, ${decimal(curves.bestF1.f1, 4)}, at ${decimal(curves.bestF1.threshold, 4)}. The last four columns are shares of the weight.`;
  return section(
    "Thresholds",
    text,
    table(
      head,
      0,
      curves.thresholds.map((one) => row(one, 2)),
    ),
  );
}

function overTime({ groups, by, every, total }: ScoreResult): Markup {
  const texts = groups.flatMap(({ values: [value] }) => (value == null ? [] : [value]));
  const marked = surelyWorse(groups).map(({ values }) => values[0] ?? "");
  const found =
    marked.length === 0
      ? "No period is surely worse than the rest."
      : `Surely worse than the rest, in the second colour: ${marked.slice(0, 5).join(", ")}${marked.length > 5 ? ` and ${marked.length - 5} more` : ""}.`;
  const text = `With 95 % intervals; the dashed line is the loss of all rows. ${found}`;
  return section(
    `Loss by ${oneLine(by[0]!)}`,
    text,
    timeChart(groups.map(pointOf), total.loss, every ?? likelyPeriod(texts), "loss"),
  );
}

function pointOf({ values, measures: { loss, interval, count }, tested }: Group): TimePoint {
  return {
    time: values[0]!,
    value: loss,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    rows: count,
    isMarked: tested?.isWorse ?? false,
  };
}

/** How the report orders groups. */
function orderText(groups: readonly Group[]): string {
  if (areTimes(groups)) return "in the order of time";
  const isKnown = groups.some(({ tested }) => tested !== null);
  if (!isKnown) return "the highest loss first";
  const marked = surelyWorse(groups).length;
  const found = marked === 0 ? "no group is surely worse" : `▲ marks the ${marked} that surely are`;
  return `those first that are most surely worse than the rest; ${found} (5 % for all groups together, Holm)`;
}

function groupTable({ groups, by }: ScoreResult): Markup | string {
  if (groups.length === 0) return "";
  const columns = shown(groupColumns);
  const rows = groups
    .slice(0, mostGroups)
    .map(({ values, measures: own, tested }) => [
      ...values.map((value) => groupValue(value)),
      ...columns.map(([measure]) => measureText(own, measure, 4)),
      intervalText(own, 4),
      zText(tested),
    ]);
  const names = [...by.map((name) => oneLine(name)), ...columns.map(([, one]) => one)];
  const head = [...names, "95 % interval", "z"];
  const order = orderText(groups);
  const text =
    groups.length > mostGroups
      ? `The ${mostGroups} of ${groups.length} that come first, ${order}; --format csv has all.`
      : `${upperFirst(order)}.`;
  return section("Groups", text, table(head, by.length, rows));
}

function worst({ worst: rows, files, show }: ScoreResult): Markup | string {
  if (rows.length === 0) return "";
  const isOfPairs = rows.some(({ pair }) => pair !== undefined);
  const cells = rows.map(({ label, prediction, weight, loss, shown = [], ...place }) => [
    // One file is named at the top.
    ...(files.length > 1 ? [oneLine(place.file)] : []),
    ...(isOfPairs ? [oneLine(place.pair!)] : []),
    ...shown.map((value) => groupValue(value, 200)),
    place.row === null ? "–" : whole(place.row),
    place.line === null ? "–" : whole(place.line),
    short(label),
    short(prediction),
    short(weight),
    decimal(loss, 4),
  ]);
  const texts = [
    ...(files.length > 1 ? ["file"] : []),
    ...(isOfPairs ? ["pair"] : []),
    ...show.map((name) => oneLine(name)),
  ];
  const numbers = ["row", "line", "label", "prediction", "weight", "loss"];
  return section("Worst rows", "", table([...texts, ...numbers], texts.length, cells));
}

function leftOut({ joined }: ScoreResult): Markup | string {
  const found = joined && joinedText(joined);
  if (!found) return "";
  const rows = found.lines.map((line) => [oneLine(line, 200)]);
  return section(
    found.title,
    "Rows without a partner are in none of the numbers.",
    table(["row and key"], 1, rows),
  );
}

function bad({ bad: { count, listed } }: ScoreResult): Markup | string {
  if (count === 0) return "";
  const rows = listed.map((row) => [oneLine(whereIs(row), 100), oneLine(row.problem, 160)]);
  const text = `${whole(count)} rows could not be scored and are in none of the numbers${count > listed.length ? `; the first ${listed.length}` : ""}.`;
  return section("Bad rows, skipped", text, table(["where", "problem"], 2, rows));
}
