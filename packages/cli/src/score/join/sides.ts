// The two sides of a join: files of predictions and files of labels, opened, and which of their
// columns are which.

import type { Session } from "../../duckdb/session.js";
import { refuseUsage, show } from "../../errors.js";
import {
  type ColumnNames,
  namesInstead,
  requireColumn,
  requireNumbers,
} from "../../input/columns.js";
import { isDelimited, isTable } from "../../input/format.js";
import type { How } from "../../input/how.js";
import type { InputFile } from "../../input/input-file.js";
import type { Keyed } from "../../input/keys.js";
import { mayHaveMixedEnds } from "../../input/mixed-ends.js";
import { openTable } from "../../input/table.js";
import type { Table } from "../../input/table-type.js";
import type { Period } from "../../input/time-text.js";
import type { ScoreOptions } from "../../options/score-options.js";
import { asTable } from "./array-table.js";

export const sideNames = ["predictions", "labels"] as const;

export type SideName = (typeof sideNames)[number];

export type Sides = Readonly<Record<SideName, Keyed>>;

/** A column of one side. */
export interface SideColumn {
  readonly side: SideName;
  readonly name: string;
}

export interface Join {
  readonly sides: Sides;
  readonly label: SideColumn;
  readonly prediction: SideColumn;
  readonly weight: SideColumn | null;
  /** The columns of groups; one of them may be of times. */
  readonly by: readonly (SideColumn & { readonly every: Period | null })[];
  /** Whether groups are those of the files of predictions too. */
  readonly byFile: boolean;
  readonly cluster: SideColumn | null;
  /** Columns to list beside the worst rows. */
  readonly show: readonly SideColumn[];
}

/** The tables of both sides. */
export type Opened = Readonly<Record<SideName, readonly Table[]>>;

/** Opens the files for all pairs of columns. */
export async function openSides(
  session: Session,
  { pairs, join }: Pick<ScoreOptions, "pairs" | "join">,
  how: How,
  files: Readonly<Record<SideName, readonly InputFile[]>>,
): Promise<Opened> {
  const names = join!.on.flatMap((one) => [one, ...one.split(/[,=]/).map((part) => part.trim())]);
  const wanted = [...how.wanted, ...names];
  const howOf = (own: readonly string[]): How => {
    const weights = pairs.flatMap(({ weight }) => (weight === undefined ? [] : weight));
    return { ...how, wanted, required: own, numbers: [...own, ...weights] };
  };
  const ofPredictions = howOf(pairs.map(({ prediction }) => prediction));
  const ofLabels = { ...howOf(pairs.map(({ label }) => label)), percentages: [] };
  return {
    predictions: await openAll(session, files.predictions, ofPredictions),
    labels: await openAll(session, files.labels, ofLabels),
  };
}

/** @throws UsageError for a column that is not there, or in both sides. */
export function joinOf(
  opened: Opened,
  columns: ColumnNames,
  { join }: Pick<ScoreOptions, "join">,
): Join {
  const { predictions, labels } = opened;
  const label = { side: "labels", name: columns.label } as const;
  const prediction = { side: "predictions", name: columns.prediction } as const;
  for (const table of labels) requireNumbers(table, "--label", columns.label);
  for (const table of predictions) requireNumbers(table, "--prediction", columns.prediction);
  const on = keysOf(join!.on, opened);
  const sides: Sides = {
    predictions: { tables: predictions, on: on.map(([left]) => left) },
    labels: { tables: labels, on: on.map(([, right]) => right) },
  };
  const weight = columns.weight === undefined ? null : sideOf("--weight", columns.weight, sides);
  if (weight !== null)
    for (const table of sides[weight.side].tables) requireNumbers(table, "--weight", weight.name);
  const { time, byFile = false } = columns;
  const textColumn = (option: string, text: string): SideColumn => {
    const { side, name } = sideOf(option, text, sides);
    for (const table of sides[side].tables) requireColumn(table, option, name);
    return { side, name };
  };
  const by = columns.by.map((name) =>
    name === time?.name
      ? { ...textColumn("--by-time", name), every: time.every }
      : { ...textColumn("--by", name), every: null },
  );
  const cluster = columns.cluster === undefined ? null : textColumn("--cluster", columns.cluster);
  if (on.length === 0) requireNoKeys(opened, [columns.label, columns.prediction]);
  const show = (columns.show ?? []).map((name) => textColumn("--show", name));
  return { sides, label, prediction, weight, by, byFile, cluster, show };
}

async function openAll(session: Session, files: readonly InputFile[], how: How): Promise<Table[]> {
  const tables: Table[] = [];
  for (const file of files) tables.push(await open(session, file, how));
  return tables;
}

/** Rows that are joined come in no order, so that a file cannot be read in another way halfway. */
async function open(session: Session, file: InputFile, how: How): Promise<Table> {
  const table = isTable(file)
    ? await openTable(session, file, how)
    : await openTable(session, await asTable(session, file), { ...how, hasNames: true });
  const isMixed =
    isDelimited(table.file) && !table.file.isOfArrays && (await mayHaveMixedEnds(file));
  return (isMixed ? await table.withOneLineEnd() : null) ?? table;
}

const has = (tables: readonly Table[], name: string) =>
  tables.every(({ types }) => types.has(name));

/**
 * The columns of --on, as they are called in the predictions and in the labels: a name, several with
 * commas between them, or two with an equals sign. A column may have such a name itself.
 */
function keysOf(
  on: readonly string[],
  { predictions, labels }: Opened,
): readonly (readonly [string, string])[] {
  return on.flatMap((given) => {
    const isName = has(predictions, given) && has(labels, given);
    const names = isName || !given.includes(",") ? [given] : given.split(",").map((x) => x.trim());
    return names.map((name) => {
      const [left, right] =
        !(has(predictions, name) && has(labels, name)) && name.includes("=")
          ? [name.slice(0, name.indexOf("=")), name.slice(name.indexOf("=") + 1)]
          : [name, name];
      for (const table of predictions) requireColumn(table, "--on", left);
      for (const table of labels) requireColumn(table, "--on", right);
      return [left, right] as const;
    });
  });
}

/** The side that has a column; labels.NAME and predictions.NAME say which of two. */
function sideOf(option: string, name: string, sides: Sides): SideColumn {
  const [first, second] = sideNames.filter((side) => has(sides[side].tables, name));
  // A key is the same on both sides.
  if (second === undefined || sides.predictions.on.includes(name)) {
    if (first !== undefined) return { side: first, name };
    const prefixed = sideNames.find((side) => name.startsWith(`${side}.`));
    if (prefixed !== undefined) return { side: prefixed, name: name.slice(prefixed.length + 1) };
    const known = sideNames.flatMap((side) => [...sides[side].tables[0]!.types.keys()]);
    return refuseUsage(
      option,
      "name a column of the predictions or of the labels",
      show(name),
      namesInstead(name, [...new Set(known)]),
    );
  }
  return refuseUsage(
    option,
    "name a column of the predictions or of the labels",
    `${show(name)}, which both have`,
    `Write predictions.${name} or labels.${name}.`,
  );
}

/** Rows that have names must not be paired by their order. */
function requireNoKeys({ predictions, labels }: Opened, used: readonly string[]): void {
  const [left, right] = [predictions[0]!, labels[0]!];
  // Numbers of columns say nothing of what they hold.
  if (left.file.isNameless || right.file.isNameless) return;
  const shared = [...left.types.keys()].filter(
    (name) => !used.includes(name) && right.types.has(name),
  );
  if (shared.length > 0)
    refuseUsage(
      "--on",
      "name the columns that identify a row, where both sides have some in common",
      "none",
      `They have ${shared.slice(0, 6).map(show).join(", ")}.`,
    );
}
