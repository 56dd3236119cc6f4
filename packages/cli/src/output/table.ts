// The result as tables for a terminal or a text file.

import { shareAt } from "../metrics/concentration.js";
import { whereIs } from "../score/bad-rows.js";
import type { Group, ScoreResult } from "../score/result.js";
import { surelyWorse } from "../score/tested.js";
import { withGaps } from "./gaps.js";
import { grid } from "./grid.js";
import { joinedText } from "./joined.js";
import {
  fewRowsOf,
  groupColumns,
  holmText,
  intervalText,
  measureNames,
  measureText,
  type OfMeasures,
  shown,
} from "./measures.js";
import { decimal, groupValue, oneLine, percent, short, whole } from "./text.js";

/** Whether titles may be bold. */
export function usesColour(stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
}

export function toTable(result: ScoreResult, bold: boolean): string {
  const title = (text: string) => (bold ? `\u001b[1m${text}\u001b[22m` : text);
  const parts = [summary(result), `${title("Reliability")}\n${reliability(result)}`];
  if (result.groups.length > 0)
    parts.push(
      `${title(`By ${result.by.map((name) => oneLine(name)).join(", ")}`)}\n${groups(result)}`,
    );
  const surely = surelyWorse(result.groups);
  if (surely.length > 0)
    parts.push(`${title("Groups that are surely worse than the rest")}\n${worse(result, surely)}`);
  if (result.worst.length > 0) parts.push(`${title("Worst rows")}\n${worst(result)}`);
  const unmatched = result.joined && joinedText(result.joined);
  if (unmatched) parts.push(`${title(unmatched.title)}\n${unmatched.lines.join("\n")}`);
  if (result.bad.count > 0)
    parts.push(`${title(`Bad rows, skipped: ${whole(result.bad.count)}`)}\n${bad(result)}`);
  return `${parts.join("\n\n")}\n`;
}

function summary({ total, weighted, concentration }: ScoreResult): string {
  const { exact, rocError, prError } = total.areas;
  const within = (error: number) =>
    exact || error === 0 ? "" : `± ${error.toExponential(1)}, by histogram`;
  const notes: OfMeasures<string | null> = {
    loss: "nats",
    count: "",
    weight: weighted ? "" : null,
    lossPerRow: weighted ? "Σ w L / rows, Keras's mean" : null,
    lossSum: null,
    baseRate: "",
    baseLoss: "",
    skill: "1 − loss / loss of predicting the base rate",
    calibrationError: "expected, 10 bins",
    brier: "",
    rocAuc: within(rocError),
    prAuc: within(prError) || "average precision",
  };
  const rows = shown(notes).map(([measure, note]): [string, string, string] => [
    measureNames[measure],
    measureText(total, measure),
    note,
  ]);
  const { interval } = total;
  if (interval !== null) {
    const few = fewRowsOf(interval);
    const ends = `${intervalText(total)} (95 % interval)`;
    rows.splice(1, 0, ["± standard error", decimal(interval.standardError), ends]);
    if (interval.clusters !== null) rows.splice(2, 0, ["clusters", whole(interval.clusters), ""]);
    if (few !== null) {
      const name = `${few.what} that decide it`;
      rows.splice(2, 0, [name, String(few.count), "or so: the interval may be too short"]);
    }
  }
  if (concentration) {
    rows.push([
      "half of the loss",
      percent(shareAt(concentration, 0.5, "rows")),
      "of the rows carry it",
    ]);
    rows.push(["worst 1 % of rows", percent(shareAt(concentration, 0.01, "loss")), "of the loss"]);
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  const digits = Math.max(...rows.map(([, value]) => value.length));
  return rows
    .map(([name, value, note]) =>
      `${name.padEnd(width)}  ${value.padStart(digits)}  ${note}`.trimEnd(),
    )
    .join("\n");
}

function reliability({ reliability: bins }: ScoreResult): string {
  const rows = bins.map(({ from, to, count, predicted, observed }) => [
    `${from}–${to}`,
    whole(count),
    decimal(predicted, 4),
    decimal(observed, 4),
  ]);
  return grid(["predicted", "rows", "mean", "observed"], rows);
}

function groups({ by, every, groups: all }: ScoreResult): string {
  const columns = shown(groupColumns);
  const head = [
    ...by.map((name) => oneLine(name, 30)),
    ...columns.map(([, title]) => title),
    "95 % interval of the loss",
  ];
  const rows = withGaps(all, every, head, (group) => [
    ...group.values.map((value) => groupValue(value, 30)),
    ...columns.map(([measure]) => measureText(group.measures, measure, 4)),
    intervalText(group.measures, 4),
  ]);
  return grid(head, rows, by.length);
}

/** More are a list that nobody reads; JSON and CSV say of every group whether it is one of them. */
const mostWorse = 20;

function worse({ groups: all }: ScoreResult, found: readonly Group[]): string {
  const lines = found.slice(0, mostWorse).map(({ values, measures, tested }) => {
    const name = values.map((value) => groupValue(value, 30)).join(", ");
    const { difference, standardError, z } = tested!;
    return [
      name,
      decimal(measures.loss, 4),
      `+${decimal(difference, 4)}`,
      decimal(standardError, 4),
      z.toFixed(1),
    ];
  });
  const more = found.length - lines.length;
  return `${grid(["group", "loss", "above the rest", "standard error", "z"], lines)}
${more > 0 ? `and ${whole(more)} more; ` : ""}${holmText(all.length)}`;
}

function worst({ worst: rows, weighted, show }: ScoreResult): string {
  const isOfPairs = rows.some(({ pair }) => pair !== undefined);
  const head = [
    "file",
    "row",
    "line",
    ...(isOfPairs ? ["pair"] : []),
    "label",
    "prediction",
    ...(weighted ? ["weight"] : []),
    "loss",
    ...show.map((name) => oneLine(name, 30)),
  ];
  const cells = rows.map(({ label, prediction, weight, loss, shown = [], ...place }) => [
    oneLine(place.file),
    place.row === null ? "–" : String(place.row),
    place.line === null ? "–" : String(place.line),
    ...(isOfPairs ? [oneLine(place.pair!, 30)] : []),
    short(label),
    short(prediction),
    ...(weighted ? [short(weight)] : []),
    decimal(loss),
    ...shown.map((value) => groupValue(value)),
  ]);
  return grid(head, cells);
}

function bad({ bad: { count, listed } }: ScoreResult): string {
  const lines = listed.map((row) => `${whereIs(row)}: ${row.problem}`);
  if (count > listed.length) lines.push(`and ${whole(count - listed.length)} more`);
  return lines.join("\n");
}
