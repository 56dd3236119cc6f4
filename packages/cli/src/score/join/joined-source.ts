// The rows of predictions and labels that have the same key, as a source. DuckDB joins them, in its
// bounded memory and on disk beyond it.

import type { Session } from "../../duckdb/session.js";
import { refuseData, show } from "../../errors.js";
import type { Batch, Place, RawRow, Source } from "../../input/batch.js";
import type { Classes } from "../../input/classes.js";
import { explain } from "../../input/explain.js";
import { isText } from "../../input/format.js";
import type { GroupIndex } from "../../input/group-index.js";
import { findLines } from "../../input/line-finder.js";
import { rejectedOf } from "../../input/rejected.js";
import { tableSource } from "../../input/table-source.js";
import type { Table } from "../../input/table-type.js";
import type { ScoreOptions } from "../../options/score-options.js";
import { joinQueries } from "./join-query.js";
import { Matches, type RowsOfSide } from "./matches.js";
import type { Joined, Unmatched } from "./result.js";
import { fileOf, rowOf } from "./row-codes.js";
import { type Join, type SideName, sideNames } from "./sides.js";

export interface JoinedSource extends Source {
  /** What found no partner. Known at the end. */
  joined(): Joined;
}

/** Number of keys in a message. */
const mostNamed = 5;

export function joinedSource(
  session: Session,
  join: Join,
  { groups, clusters }: Readonly<Record<"groups" | "clusters", GroupIndex | null>>,
  classes: Classes | null,
  constants: readonly string[],
  { skipBadRows, join: options }: ScoreOptions,
): JoinedSource {
  const { connection } = session;
  const { sides, weight } = join;
  const { allowUnmatched, manyToOne } = options!;
  const isByOrder = sides.predictions.on.length === 0;
  // If rows are paired by their order, a line that is left out would shift all later ones.
  const lenient = skipBadRows && !isByOrder;
  const queries = joinQueries(join, classes, lenient, constants);
  const tables = sideNames.flatMap((side) => sides[side].tables);
  const firstGroup = weight === null ? 4 : 5;
  let joined: Joined | null = null;

  /** @throws DataError with what an error of the database means for the file that it names. */
  async function asked<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      return explainFor(tables, error);
    }
  }

  async function* batches(): AsyncGenerator<Batch, void> {
    const matches = new Matches();
    try {
      for await (const chunk of connection.chunks(queries.all)) {
        const rows = chunk.doubles(0);
        const partners = chunk.doubles(1);
        const areAll = matches.add(rows, partners);
        const batch: Batch = {
          count: chunk.rowCount,
          rows,
          labels: chunk.doubles(2),
          predictions: chunk.doubles(3),
          weights: weight === null ? null : chunk.doubles(4),
          groups: groups === null ? null : groups.encode(chunk, firstGroup),
          clusters: clusters === null ? null : clusters.encode(chunk, firstGroup),
        };
        yield areAll ? batch : withPartner(batch, partners);
      }
    } catch (error) {
      await explainFor(tables, error);
    }
    joined = await judge(matches);
  }

  /** @throws DataError for keys that occur again, and for rows without a partner, unless allowed. */
  async function judge(matches: Matches): Promise<Joined> {
    if (isByOrder) requireEqualLengths(matches);
    else {
      if (matches.repeats("labels")) await refuseRepeated("labels", "");
      const remedy = "Pass --many-to-one to score each of such predictions with its label.";
      if (!manyToOne && matches.repeats("predictions")) await refuseRepeated("predictions", remedy);
    }
    const unmatched = {
      predictions: await describe("predictions", matches.predictions),
      labels: await describe("labels", matches.labels),
    };
    if (matches.matched === 0) requireCommonKey(unmatched);
    if (!allowUnmatched) requireMatched(unmatched);
    return {
      on: sides.predictions.on,
      columns: { predictions: sides.predictions.on, labels: sides.labels.on },
      files: { predictions: namesOf("predictions"), labels: namesOf("labels") },
      matched: matches.matched,
      unmatched,
    };
  }

  const namesOf = (side: SideName) => sides[side].tables.map(({ file }) => file.name);
  const shownKeys = (values: readonly (string | null)[], side: SideName = "predictions") =>
    sides[side].on.map((name, i) => `${show(name)} ${show(values[i])}`).join(", ");
  const onKeys = `--on ${sides.predictions.on.map(show).join(", ")}`;

  function requireEqualLengths({ predictions, labels }: Matches): void {
    if (predictions.rows === labels.rows) return;
    refuseData(
      "the labels",
      `be as many as the predictions, ${predictions.rows}, without --on`,
      `${labels.rows}`,
      "Pass --on with a column that identifies a row on both sides.",
    );
  }

  async function refuseRepeated(side: SideName, remedy: string): Promise<never> {
    const found = await asked(connection.rows(queries.repeated(side, mostNamed)));
    const listed = found.map(([, times, ...keys]) => `${shownKeys(keys, side)} ${times} times`);
    const count = Number(found[0]?.[0]);
    const more = count > listed.length ? ", …" : "";
    return refuseData(
      onKeys,
      `name one row of the ${side} each`,
      `${count} that ${count === 1 ? "occurs" : "occur"} again in ${namesOf(side).map(show).join(", ")}: ${listed.join("; ")}${more}`,
      remedy,
    );
  }

  async function describe(side: SideName, { unmatched, first }: RowsOfSide): Promise<Unmatched> {
    if (first.length === 0) return { count: 0, listed: [] };
    const found = await asked(connection.rows(queries.keys(side, first)));
    const keys = new Map(found.map(([code, ...values]) => [Number(code), values]));
    const places = await placesIn(side, first);
    const listed = places.map((place, i) => ({ ...place, key: keys.get(first[i]!) ?? [] }));
    return { count: unmatched, listed };
  }

  /** Leaving out all rows would be no remedy. */
  function requireCommonKey({ predictions, labels }: Readonly<Record<SideName, Unmatched>>): void {
    if (predictions.count === 0 || labels.count === 0) return;
    const first = (side: SideName, { listed }: Unmatched) =>
      listed
        .slice(0, mostNamed)
        .map(({ key }) => shownKeys(key, side))
        .join("; ");
    refuseData(
      onKeys,
      "match rows of both sides",
      `none, but ${predictions.count} predictions without a label and ${labels.count} labels without a prediction: predictions begin with ${first("predictions", predictions)}, labels with ${first("labels", labels)}`,
      "Keys must be written alike on both sides.",
    );
  }

  function requireMatched(unmatched: Readonly<Record<SideName, Unmatched>>): void {
    const others = { predictions: "label", labels: "prediction" } as const;
    const problems = sideNames.flatMap((side) => {
      const { count, listed } = unmatched[side];
      if (count === 0) return [];
      const named = listed
        .slice(0, mostNamed)
        .map(({ file, row, key }) => `${shownKeys(key, side)} in row ${row} of ${show(file)}`);
      const more = count > named.length ? "; …" : "";
      const what = count === 1 ? side.slice(0, -1) : side;
      return `${count} ${what} without a ${others[side]} (${named.join("; ")}${more})`;
    });
    if (problems.length > 0)
      refuseData(
        onKeys,
        "match the rows of both sides",
        problems.join(" and "),
        "Pass --allow-unmatched to leave such rows out, and count and list them.",
      );
  }

  /** Where rows of a side begin. */
  async function placesIn(side: SideName, codes: readonly number[]): Promise<Place[]> {
    const lines = new Map<number, number | null>();
    for (const [index, table] of sides[side].tables.entries()) {
      const own = codes.filter((code) => fileOf(code) === index);
      const rows = [...new Set(own.map(rowOf))].sort((a, b) => a - b);
      const hasLines = isText(table.file) && !table.file.isOfArrays;
      if (rows.length === 0 || lenient || !hasLines) continue;
      const found = await findLines(table.file, rows);
      for (const code of own) lines.set(code, found?.[rows.indexOf(rowOf(code))] ?? null);
    }
    return codes.map((code) => ({
      file: sides[side].tables[fileOf(code)]!.file.name,
      row: rowOf(code),
      line: lines.get(code) ?? null,
    }));
  }

  /** The partners of predictions with the texts of both. */
  async function rawOf(codes: readonly number[]) {
    const found = await asked(connection.rows(queries.raw(codes)));
    const byCode = new Map(found.map(([code, ...rest]) => [Number(code), rest]));
    return codes.map((code) => byCode.get(code) ?? []);
  }

  async function rawRows(codes: readonly number[]): Promise<RawRow[]> {
    return (await rawOf(codes)).map(([, y, x, w]) => ({
      label: y ?? null,
      prediction: x ?? null,
      weight: weight === null ? undefined : (w ?? null),
    }));
  }

  return {
    name: namesOf("predictions").join(", "),
    bytes: tables.reduce((sum, { file }) => sum + file.bytes, 0),
    rows: 0,
    batches,
    rawRows,
    textsOf: (codes) => asked(connection.rows(queries.shown(codes))),
    linesOf: async () => null,
    async placesOf(codes, role) {
      const side = (role === "weight" ? weight : role && join[role])?.side ?? "predictions";
      if (side === "predictions") return placesIn(side, codes);
      return placesIn(
        side,
        (await rawOf(codes)).map(([code]) => Number(code)),
      );
    },
    columnOf: (role) => (role === "weight" ? weight : join[role])?.name,
    sample(role) {
      const { side, name } = join[role];
      const names = { label: name, prediction: name, weight: undefined, by: [] };
      const of = { names, groups: null, lenient: false, classes: null };
      return tableSource(session, sides[side].tables[0]!, of).sample(role);
    },
    misread: async () => [],
    rejected: async () =>
      lenient
        ? rejectedOf(
            session,
            tables.map(({ file }) => file),
          )
        : [],
    joined: () => joined!,
  };
}

/** The rows of a batch that have a partner. */
function withPartner(batch: Batch, partners: Float64Array): Batch {
  const rows = batch.rows!;
  const kept: number[] = [];
  for (let i = 0; i < batch.count; i++) if (rows[i]! > 0 && partners[i]! > 0) kept.push(i);
  const of = (values: Float64Array) => Float64Array.from(kept, (i) => values[i]!);
  return {
    count: kept.length,
    rows: of(rows),
    labels: of(batch.labels),
    predictions: of(batch.predictions),
    weights: batch.weights && of(batch.weights),
    groups: batch.groups && Int32Array.from(kept, (i) => batch.groups![i]!),
    clusters: batch.clusters ? Int32Array.from(kept, (i) => batch.clusters![i]!) : null,
  };
}

/** Explains an error for the file that it names, or for the first one. */
function explainFor(tables: readonly Table[], error: unknown): Promise<never> {
  const named = tables.find(
    ({ file }) => error instanceof Error && error.message.includes(file.path),
  );
  return explain((named ?? tables[0]!).file, error);
}
