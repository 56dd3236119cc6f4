// The report of bce compare.

import type { BadPair, ChangedRow, CompareResult } from "../../compare/result.js";
import type { CompareOptions } from "../../options/compare-options.js";
import { whereIs } from "../../score/bad-rows.js";
import { compared, intervalTexts } from "../compare.js";
import { decimal, oneLine, percent, short, whole } from "../text.js";
import { reliabilityChart } from "./charts.js";
import { intervalChart, spreadChart } from "./compare-charts.js";
import { compareHeadline } from "./headline.js";
import { html, type Markup } from "./html.js";
import { columnsLine, type Origin, originLine } from "./origin.js";
import { cards, keys, optionsLine, page, section, table } from "./parts.js";

/** What the options say about the columns. */
type Named = Pick<CompareOptions, "a" | "on" | "positive">;

export function compareHtml(
  result: CompareResult,
  { a: { label, weight }, on, positive }: Named,
  origin: Origin,
): string {
  const { files, predictions, options, difference } = result;
  const [a, b] = files.map(
    (file, i) => html`<b>${"AB"[i]!}</b> ${oneLine(file)}, ${oneLine(predictions[i]!)}`,
  );
  const title = `Binary cross-entropy, B − A ${decimal(difference.mean, 4)}: ${files.map((file) => oneLine(file)).join(", ")}`;
  return page(title, [
    html`<h1>Binary cross-entropy of two sets of predictions</h1>
<p>${a!}<br>${b!}<br>${columnsLine({ label, weight, on, positive })} · ${optionsLine(options)}</p>
<p class="origin">${originLine(origin)}</p>
${compareHeadline(result)}
${measures(result)}
<div class="charts">
${charts(result)}
</div>
${changed("Rows that got better", result.best)}
${changed("Rows that got worse", result.worst)}
${bad(result)}`,
  ]);
}

function measures({ a, b, difference, rows, weighted }: CompareResult): Markup {
  return cards([
    ["loss of B − A, nats", decimal(difference.mean, 5)],
    ["loss of A", decimal(a.loss, 5)],
    ["loss of B", decimal(b.loss, 5)],
    ["rows", whole(a.count)],
    ...(weighted ? [["weight", whole(a.weight)] as const] : []),
    ["got better", whole(rows.better)],
    ["got worse", whole(rows.worse)],
    ["stayed the same", whole(rows.same)],
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
      ...(rows.same > 0 ? [`without the ${whole(rows.same)} that stayed the same`] : []),
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
  if (difference.low !== null)
    all.unshift(section("Loss of B − A", intervalTexts(result).join("; "), intervalChart(result)));
  return all;
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
