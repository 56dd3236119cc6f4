// bce score, from files to the result. Several processes read every so many-th file each, and the first one merges.

import type { Session } from "../duckdb/session.js";
import { DataError, refuseData, refuseUsage, show } from "../errors.js";
import type { Source } from "../input/batch.js";
import type { Classes } from "../input/classes.js";
import { type ColumnNames, checkColumns } from "../input/columns.js";
import { findFiles, type Say } from "../input/files.js";
import { findClasses, type Labels } from "../input/find-classes.js";
import { GroupIndex } from "../input/group-index.js";
import { guard } from "../input/guard.js";
import type { InputFile } from "../input/input-file.js";
import { classesOfArrays, npySource } from "../input/npy-source.js";
import { unpackArrays } from "../input/npz.js";
import { openTable } from "../input/table.js";
import { tableSource } from "../input/table-source.js";
import type { Table } from "../input/table-type.js";
import { classHistogram, reliabilityBins } from "../metrics/reliability.js";
import { mostRanked, type Tallies } from "../metrics/tallies.js";
import type { ScoreOptions } from "../options/score-options.js";
import type { Progress } from "../output/progress.js";
import { requireOtherFile } from "../output/write-whole.js";
import { BadRows, mostListed } from "./bad-rows.js";
import { compareValues } from "./group-order.js";
import { Losses } from "./losses.js";
import { findWorst, mergeBad, mergeTallies, mergeWorst, type Part } from "./part.js";
import { alone, type Replicas } from "./replicas.js";
import { type Group, measure, type ScoreResult } from "./result.js";
import { addHere, type BlockTaker, type Scored, Scorer } from "./scorer.js";
import { addInThread } from "./tally-thread/tally-thread.js";

/** Bytes from which on a second thread is worth its start. */
const usuallyLarge = 8e6;

/** What a process found, or why it could not. */
type Found = { readonly files: readonly string[]; readonly part: Part };
type Failure = { readonly message: string; readonly exitCode: number; readonly source: number };

/** The result; null on replicas other than the first, which has it. */
export async function runScore(
  session: Session,
  options: ScoreOptions,
  progress: Progress,
  replicas: Replicas = alone,
  largeBytes = usuallyLarge,
  say: Say = () => undefined,
): Promise<ScoreResult | null> {
  const reading = new Reading(session, options, progress, replicas, largeBytes, say);
  const outcomes = await replicas.gather(await reading.run());
  const failures = outcomes.filter((outcome) => "message" in outcome).sort((a, b) => a.source - b.source);
  // All end with the same code; the first one says why.
  if (failures[0]) throw new DataError(replicas.rank === 0 ? failures[0].message : "", failures[0].exitCode);
  return replicas.rank === 0 ? reading.result(outcomes.filter((outcome) => "part" in outcome)) : null;
}

class Reading {
  readonly #groups: GroupIndex | null;
  #bad: BadRows;
  /** The source that is being read, for the order of errors. */
  #source = 0;
  #scored: Scored | null = null;

  constructor(
    readonly session: Session,
    readonly options: ScoreOptions,
    readonly progress: Progress,
    readonly replicas: Replicas,
    readonly largeBytes: number,
    readonly say: Say,
  ) {
    this.#groups = options.by.length > 0 ? new GroupIndex(options.by) : null;
    this.#bad = this.#newBadRows(null);
  }

  /** What this process finds in its share of the files. */
  async run(): Promise<Found | Failure> {
    try {
      if (this.replicas.size > 1 && this.options.files.includes("-")) {
        refuseUsage("FILE", "be files, where several processes score together", "standard input");
      }
      const files = await findFiles(this.options.files, this.session, this.replicas.rank === 0 ? this.say : undefined);
      requireOtherFile("--report", this.options.report, files);
      return { files: files.map(({ name }) => name), part: await this.#score(files) };
    } catch (error) {
      // Alone there is nobody to be told.
      if (!(error instanceof DataError) || this.replicas.size === 1) throw error;
      return { message: error.message, exitCode: error.exitCode, source: this.#source };
    }
  }

  async #score(files: readonly InputFile[]): Promise<Part> {
    const { loss, worst } = this.options;
    const own = files.filter((_, index) => this.#isOwn(index)).reduce((sum, { bytes }) => sum + bytes, 0);
    // Started first: while it starts, the files are opened.
    const taker = (own < this.largeBytes ? addHere : addInThread)(loss, worst);
    try {
      return await this.#read(await this.#open(files), taker);
    } finally {
      taker.close();
    }
  }

  #isOwn(index: number): boolean {
    return index % this.replicas.size === this.replicas.rank;
  }

  /** The sources of this process by their number among all. */
  async #open(files: readonly InputFile[]): Promise<Map<number, Source>> {
    const isNpy = ({ format }: InputFile) => format === "npy";
    if (files.some(isNpy)) {
      checkNpy(files, this.options);
      const classes = await this.#findClasses([], [files]);
      return new Map(this.#isOwn(0) ? [[0, guard(npySource(files, classes), files)]] : []);
    }
    const columns: ColumnNames =
      this.options.columns ?? refuseUsage("--label and --prediction", "name the columns", "nothing", `There is help: bce score --help`);
    const tables = new Map<number, Table>();
    const arrays = new Map<number, readonly InputFile[]>();
    for (const [index, file] of files.entries()) {
      // What the two classes are has to be the same for all processes.
      if (!this.#isOwn(index) && this.options.positive === null) continue;
      this.#source = index;
      if (file.format === "npz") arrays.set(index, await unpackArrays(this.session, file, columns));
      else tables.set(index, await this.#openTable(file, columns));
    }
    const classes = await this.#findClasses(
      [...tables.values()].map((table) => ({ table, label: columns.label })),
      [...arrays.values()],
    );
    const own = [...files.entries()].filter(([index]) => this.#isOwn(index));
    const { skipBadRows: lenient } = this.options;
    const sourceOf = (index: number, file: InputFile) => {
      const found = arrays.get(index);
      if (found !== undefined) return npySource(found, classes, file.name);
      return tableSource(this.session, tables.get(index)!, { names: columns, groups: this.#groups, lenient, classes });
    };
    return new Map(own.map(([index, file]) => [index, guard(sourceOf(index, file), [file])]));
  }

  async #openTable(file: InputFile, columns: ColumnNames): Promise<Table> {
    const table = await openTable(this.session, file);
    checkColumns(table, columns);
    return table;
  }

  /** The classes that --positive tells apart; null without it. */
  async #findClasses(tables: readonly Labels[], arrays: readonly (readonly InputFile[])[]): Promise<Classes | null> {
    const { positive } = this.options;
    if (positive === null) return null;
    const found = tables.length > 0 ? await findClasses(this.session, tables, positive) : null;
    const classes =
      found ??
      (await classesOfArrays(
        arrays.map(([labels]) => labels!),
        positive,
      ));
    this.#bad = this.#newBadRows(classes);
    return classes;
  }

  #newBadRows(classes: Classes | null): BadRows {
    return new BadRows(this.options.loss.fromLogits, this.options.skipBadRows, classes);
  }

  async #read(sources: ReadonlyMap<number, Source>, taker: BlockTaker): Promise<Part> {
    const scorer = new Scorer(this.options.loss, taker);
    const rows = [...sources.values()].reduce((sum, { rows }) => sum + rows, 0);
    // Who asks for groups may have some of few rows, which are ranked exactly.
    if (this.#groups === null && rows > mostRanked) taker.expectMany();
    this.progress.begin([...sources.values()].reduce((sum, { bytes }) => sum + bytes, 0));
    for (const [index, source] of sources) {
      this.#source = index;
      await this.#readSource(source, index, scorer);
    }
    this.#scored = await scorer.finish();
    this.progress.end();
    const { tallies, worst } = this.#scored;
    const state = tallies.state();
    return {
      tallies: state,
      groups: this.#groups === null ? [] : state.groups.map((_, group) => this.#groups!.valuesOf(group)),
      worst: await findWorst(worst, sources),
      bad: { count: this.#bad.count, listed: this.#bad.listed },
    };
  }

  async #readSource(source: Source, index: number, scorer: Scorer): Promise<void> {
    scorer.beginSource(index);
    this.#bad.begin(source, index);
    for await (const batch of source.batches()) {
      for (const row of scorer.add(batch)) await this.#bad.add(row);
      this.progress.rows(batch.count);
    }
    await this.#bad.end();
    this.progress.finished(source.bytes);
  }

  result(outcomes: readonly Found[]): ScoreResult {
    const { options } = this;
    const { files } = outcomes[0]!;
    const parts = outcomes.map(({ part }) => part);
    const { tallies } = this.#scored!;
    mergeTallies(tallies, this.#groups, parts.slice(1));
    const bad = mergeBad(parts, mostListed);
    const total = tallies.total();
    if (total.sums.count === 0) {
      const skipped = bad.count > 0 ? `, with ${bad.count} bad ones skipped` : "";
      refuseData("the files", "hold rows", `none in ${files.map(show).join(", ")}${skipped}`);
    }
    const losses = new Losses(options.loss);
    return {
      options: options.loss,
      files,
      weighted: options.columns?.weight !== undefined || (options.columns === null && files.length === 3),
      total: measure(total, losses),
      reliability: reliabilityBins(total.sums),
      histogram: classHistogram(total.sums),
      by: options.by,
      groups: this.#groups === null ? [] : groupResults(tallies, this.#groups, losses),
      worst: mergeWorst(parts, options.worst),
      concentration: tallies.concentration(),
      bad,
    };
  }
}

function checkNpy(files: readonly InputFile[], { columns }: ScoreOptions): void {
  if (files.some(({ format }) => format !== "npy")) refuseUsage("FILE", "be tables, or .npy files alone", "some of each");
  const [labels, predictions] = files;
  if (labels !== undefined && predictions !== undefined && isSame(labels, predictions)) {
    refuseUsage("the second .npy file", "be another one than the first, which holds the labels", show(predictions.name));
  }
  if (columns === null) return;
  const remedy = "Their order says which is which: labels, predictions, weights.";
  refuseUsage("--label, --prediction, --weight and --by", "not be given with .npy files", "one", remedy);
}

const isSame = ({ stamp: a }: InputFile, { stamp: b }: InputFile) => a.device === b.device && a.inode === b.inode;

function groupResults(tallies: Tallies, groups: GroupIndex, losses: Losses): Group[] {
  const found = Array.from({ length: tallies.size }, (_, group) => ({ tally: tallies.group(group), group }));
  return found
    .filter(({ tally }) => tally.sums.count > 0)
    .map(({ tally, group }) => ({ values: groups.valuesOf(group), measures: measure(tally, losses) }))
    .sort((a, b) => compareValues(a.values, b.values));
}
