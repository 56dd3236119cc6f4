// The report of bce score.

import { shareAt } from "../../metrics/concentration.js";
import type { ScoreOptions } from "../../options/score-options.js";
import { whereIs } from "../../score/bad-rows.js";
import { worstFirst } from "../../score/group-order.js";
import type { Group, ScoreResult } from "../../score/result.js";
import { areTimes, likelyPeriod } from "../../score/time-groups.js";
import { surelyWorse } from "../../score/versus-rest.js";
import {
  fewRowsText,
  groupColumns,
  intervalText,
  measureNames,
  measureText,
  type OfMeasures,
  shown,
} from "../measures.js";
import { decimal, groupValue, oneLine, percent, short, whole } from "../text.js";
import {
  concentrationChart,
  groupChart,
  histogramChart,
  mostBars,
  reliabilityChart,
} from "./charts.js";
import { html, type Markup } from "./html.js";
import { columnsLine, type Origin, originLine } from "./origin.js";
import { cards, keys, optionsLine, page, section, table } from "./parts.js";
import { timeChart } from "./time-chart.js";

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
${measures(result)}
<div class="charts">
${charts(result)}
</div>
${groupTable(result)}
${worst(result)}
${bad(result)}`,
  ]);
}

/** Without names, as of .npy files, the columns are known by their order. */
function columns({ columns: names, positive }: Named): string[] {
  if (names === null) return [];
  const { label, prediction, weight, by, cluster } = names;
  return [columnsLine({ label, prediction, weight, by, cluster, positive })];
}

function measures({ total, weighted }: ScoreResult): Markup {
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
  return html`${cards(all)}${few === "" ? "" : html`<p>The loss: ${few}.</p>`}`;
}

function charts(result: ScoreResult): Markup[] {
  const { reliability, histogram, concentration, groups, by, total } = result;
  const all = [
    section(
      "Reliability",
      "How often each prediction came true. Points on the dashed line did as often as predicted.",
      reliabilityChart([reliability]),
    ),
    section("Predictions by class", keys("negative", "positive"), histogramChart(histogram)),
  ];
  if (concentration) {
    const half = percent(shareAt(concentration, 0.5, "rows"));
    const worstPercent = percent(shareAt(concentration, 0.01, "loss"));
    const text = `${half} of the rows carry half of the loss; the worst 1 % carry ${worstPercent}.`;
    all.push(section("Where the loss is", text, concentrationChart(concentration)));
  }
  if (areTimes(groups)) all.unshift(overTime(result));
  else if (groups.length > 0) {
    const names = by.map((name) => oneLine(name)).join(", ");
    const text =
      groups.length > mostBars
        ? `The ${mostBars} of ${groups.length} groups that come first, ${orderText(groups)}. The dashed line is the loss of all rows.`
        : "The dashed line is the loss of all rows.";
    all.push(section(`Loss by ${names}`, text, groupChart(groups, total.loss)));
  }
  return all;
}

/** A page with more rows is slow on a phone; --format csv has all groups. */
const mostGroups = 200;

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
    timeChart(groups, total.loss, every ?? likelyPeriod(texts)),
  );
}

/** How the report orders groups. */
function orderText(groups: readonly Group[]): string {
  if (areTimes(groups)) return "in the order of time";
  const isKnown = groups.some(({ versusRest }) => versusRest !== null);
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
    .map(({ values, measures: own, versusRest }) => [
      ...values.map((value) => groupValue(value)),
      ...columns.map(([measure]) => measureText(own, measure, 4)),
      intervalText(own, 4),
      versusRest === null
        ? "–"
        : `${versusRest.z.toFixed(1).replace(/^-(0\.0)$/, "$1")}${versusRest.isWorse ? " ▲" : ""}`,
    ]);
  const names = [...by.map((name) => oneLine(name)), ...columns.map(([, one]) => one)];
  const head = [...names, "95 % interval", "z"];
  const order = orderText(groups);
  const text =
    groups.length > mostGroups
      ? `The ${mostGroups} of ${groups.length} that come first, ${order}; --format csv has all.`
      : `${order.charAt(0).toUpperCase()}${order.slice(1)}.`;
  return section("Groups", text, table(head, by.length, rows));
}

function worst({ worst: rows, files }: ScoreResult): Markup | string {
  if (rows.length === 0) return "";
  const cells = rows.map(({ file, row, line, label, prediction, weight, loss }) => [
    // One file is named at the top.
    ...(files.length > 1 ? [oneLine(file)] : []),
    row === null ? "–" : whole(row),
    line === null ? "–" : whole(line),
    short(label),
    short(prediction),
    short(weight),
    decimal(loss, 4),
  ]);
  const head = ["row", "line", "label", "prediction", "weight", "loss"];
  return section(
    "Worst rows",
    "",
    table([...(files.length > 1 ? ["file"] : []), ...head], files.length > 1 ? 1 : 0, cells),
  );
}

function bad({ bad: { count, listed } }: ScoreResult): Markup | string {
  if (count === 0) return "";
  const rows = listed.map((row) => [oneLine(whereIs(row), 100), oneLine(row.problem, 160)]);
  const text = `${whole(count)} rows could not be scored and are in none of the numbers${count > listed.length ? `; the first ${listed.length}` : ""}.`;
  return section("Bad rows, skipped", text, table(["where", "problem"], 2, rows));
}
