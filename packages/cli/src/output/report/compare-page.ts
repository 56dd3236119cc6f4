// The report of bce compare.

import type { BadPair, ChangedRow, ComparedGroup, CompareResult } from "../../compare/result.js";
import type { CompareOptions } from "../../options/compare-options.js";
import { whereIs } from "../../score/bad-rows.js";
import { surelyWorse } from "../../score/tested.js";
import { areTimes, likelyPeriod } from "../../score/time-groups.js";
import { compared, groupCells, groupHead, intervalTexts } from "../compare.js";
import { holmText } from "../measures.js";
import { decimal, groupValue, oneLine, percent, short, whole } from "../text.js";
import { compareWarnings } from "../warnings.js";
import { mostBars, reliabilityChart } from "./charts.js";
import { groupDifferenceChart, intervalChart, spreadChart } from "./compare-charts.js";
import { compareHeadline } from "./headline.js";
import { html, type Markup } from "./html.js";
import { columnsLine, type Origin, originLine } from "./origin.js";
import { cards, keys, optionsLine, page, section, table, warned } from "./parts.js";
import { timeChart } from "./time-chart.js";

/** What the options say about the columns. */
type Named = Pick<CompareOptions, "a" | "on" | "positive">;

export function compareHtml(
  result: CompareResult,
  { a: { label, weight, by, cluster }, on, positive }: Named,
  origin: Origin,
): string {
  const { files, predictions, options, difference } = result;
  const [a, b] = files.map(
    (file, i) => html`<b>${"AB"[i]!}</b> ${oneLine(file)}, ${oneLine(predictions[i]!)}`,
  );
  const title = `Binary cross-entropy, B − A ${decimal(difference.mean, 4)}: ${files.map((file) => oneLine(file)).join(", ")}`;
  return page(title, [
    html`<h1>Binary cross-entropy of two sets of predictions</h1>
<p>${a!}<br>${b!}<br>${columnsLine({ label, weight, by, cluster, on, positive })} · ${optionsLine(options)}</p>
<p class="origin">${originLine(origin)}</p>
${compareHeadline(result)}
${measures(result)}
${warned(compareWarnings(result, on.length > 0))}
<div class="charts">
${charts(result)}
</div>
${groupTable(result)}
${changed("Rows that got better", result.best)}
${changed("Rows that got worse", result.worst)}
${bad(result)}`,
  ]);
}

/** Of A and of B, if they are not paired. */
function counts(
  name: string,
  measure: "count" | "weight",
  { a, b, paired }: CompareResult,
): (readonly [name: string, value: string])[] {
  if (paired) return [[name, whole(a[measure])]];
  return [
    [`${name} of A`, whole(a[measure])],
    [`${name} of B`, whole(b[measure])],
  ];
}

function measures(result: CompareResult): Markup {
  const { a, b, difference, rows, weighted } = result;
  return cards([
    ["loss of B − A, nats", decimal(difference.mean, 5)],
    ["loss of A", decimal(a.loss, 5)],
    ["loss of B", decimal(b.loss, 5)],
    ...counts("rows", "count", result),
    ...(weighted ? counts("weight", "weight", result) : []),
    ...(rows === null
      ? []
      : ([
          ["got better", whole(rows.better)],
          ["got worse", whole(rows.worse)],
          ["stayed the same", whole(rows.same)],
        ] as const)),
  ]);
}

function charts(result: CompareResult): Markup[] {
  const { difference, reliability, spread, rows } = result;
  const all = [
    section("Reliability", keys("A", "B"), reliabilityChart([reliability.a, reliability.b])),
  ];
  if (spread) {
    const inside = spread.bins.reduce((sum, { weight }) => sum + weight, 0);
    const beyond = (spread.above + spread.below) / (inside + spread.above + spread.below);
    const notes = [
      ...(rows !== null && rows.same > 0
        ? [`without the ${whole(rows.same)} that stayed the same`]
        : []),
      ...(beyond > 0 ? [`${percent(beyond)} of the weight lies further out`] : []),
    ];
    all.unshift(
      section(
        "Differences of rows",
        html`${keys("better", "worse")}${notes.map((note) => ` · ${note}`)}`,
        spreadChart(spread),
      ),
    );
  }
  all.push(section("Measures", "", table(["", "A", "B", "B − A"], 1, compared(result, 4))));
  const { groups, by } = result;
  // Where it got worse comes right behind whether it did.
  if (areTimes(groups)) all.unshift(overTime(result));
  else if (groups.some((group) => group.difference !== null)) {
    const most =
      groups.length > mostBars ? `The first ${mostBars} of ${groups.length} groups, ` : "";
    const text = `${most}${most === "" ? "The" : "the"} loss of B − A with 95 % intervals. ${markedText(groups)}`;
    const title = `Loss of B − A by ${by.map((name) => oneLine(name)).join(", ")}`;
    all.unshift(section(title, text, groupDifferenceChart(groups)));
  }
  if (difference.low !== null)
    all.unshift(section("Loss of B − A", intervalTexts(result).join("; "), intervalChart(result)));
  return all;
}

const markedText = (groups: readonly ComparedGroup[]) =>
  surelyWorse(groups).length === 0
    ? "No group surely got worse."
    : "Those in the second colour surely got worse.";

function overTime({ groups, every, by }: CompareResult): Markup {
  const texts = groups.flatMap(({ values: [value] }) => (value == null ? [] : [value]));
  const points = groups.map(({ values, difference, tested, a, b }) => ({
    time: values[0]!,
    value: difference?.mean ?? null,
    low: difference?.low ?? null,
    high: difference?.high ?? null,
    rows: Math.min(a?.count ?? 0, b?.count ?? 0),
    isMarked: tested?.isWorse ?? false,
  }));
  return section(
    `Loss of B − A by ${oneLine(by[0]!)}`,
    `With 95 % intervals. ${markedText(groups)}`,
    timeChart(points, 0, every ?? likelyPeriod(texts), "loss of B − A"),
  );
}

/** A page with more rows is slow on a phone; --format json has all groups. */
const mostGroups = 200;

function groupTable({ groups, by, paired }: CompareResult): Markup | string {
  if (groups.length === 0) return "";
  const rows = groups
    .slice(0, mostGroups)
    .map((group) => [
      ...group.values.map((value) => groupValue(value)),
      ...groupCells(group, paired),
    ]);
  const order = areTimes(groups)
    ? "In the order of time"
    : "Those that most surely got worse come first";
  const marked = surelyWorse(groups).length;
  const found =
    marked === 0 ? "no group surely got worse" : `▲ marks the ${marked} that surely did`;
  const more =
    groups.length > mostGroups
      ? ` The first ${mostGroups} of ${groups.length}; --format json has all.`
      : "";
  const text = `${order}; ${found} (${holmText(groups.length)}).${more}`;
  const head = [...by.map((name) => oneLine(name)), ...groupHead(paired)];
  return section("Groups", text, table(head, by.length, rows));
}

function changed(title: string, rows: readonly ChangedRow[]): Markup | string {
  if (rows.length === 0) return "";
  const cells = rows.map(({ rowA, rowB, label, predictionA, predictionB, difference }) => [
    whole(rowA),
    whole(rowB),
    short(label),
    short(predictionA, 4),
    short(predictionB, 4),
    decimal(difference, 4),
  ]);
  return section(
    title,
    "",
    table(["row of A", "of B", "label", "A", "B", "loss of B − A"], 0, cells),
  );
}

function bad({ badRows: { count, listed } }: CompareResult): Markup | string {
  if (count === 0) return "";
  const rows = listed.map((row: BadPair) => [
    row.side,
    oneLine(whereIs(row), 100),
    oneLine(row.problem, 160),
  ]);
  const text = `${whole(count)} rows could not be compared and are in none of the numbers${count > listed.length ? `; the first ${listed.length}` : ""}.`;
  return section("Bad rows, skipped", text, table(["side", "where", "problem"], 3, rows));
}
