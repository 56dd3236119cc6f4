// bce score, from files to the result. Several processes read a portion each, and the first one merges.

import type { Session } from "../duckdb/session.js";
import { DataError, refuseData, refuseUsage, show } from "../errors.js";
import type { Source } from "../input/batch.js";
import { type ColumnNames, checkColumns } from "../input/columns.js";
import { findFiles, type InputFile } from "../input/files.js";
import { GroupIndex } from "../input/group-index.js";
import { guard } from "../input/guard.js";
import { npySource } from "../input/npy-source.js";
import { openTable, type Table } from "../input/table.js";
import { tableSource } from "../input/table-source.js";
import { classHistogram, reliabilityBins } from "../metrics/reliability.js";
import { mostRanked, type Tallies } from "../metrics/tallies.js";
import type { ScoreOptions } from "../options/score-options.js";
import type { Progress } from "../output/progress.js";
import { requireOtherFile } from "../output/write-whole.js";
import { BadRows, mostListed } from "./bad-rows.js";
import { compareValues } from "./group-order.js";
import { Losses } from "./losses.js";
import { findWorst, mergeBad, mergeTallies, mergeWorst, type Part } from "./part.js";
import { fileOfText, isNpy, type Portion, portionOf, whileUnchanged } from "./portion.js";
import { alone, type Replicas } from "./replicas.js";
import { type Group, measure, type ScoreResult } from "./result.js";
import { addHere, type BlockTaker, type Scored, Scorer } from "./scorer.js";
import type { Share } from "./shares.js";
import { counted, partOf, rowGroups, rowsOfShare, type SourcePart, tableOfRows, tableOfText } from "./source-part.js";
import { addInThread } from "./tally-thread/tally-thread.js";

/** Bytes from which on a second thread is worth its start. */
const usuallyLarge = 8e6;

/** What a process found, or why it could not. */
type Found = { readonly files: readonly string[]; readonly part: Part };
type Failure = { readonly message: string; readonly exitCode: number; readonly source: number; readonly before: number };

const isFailure = (outcome: Found | Failure): outcome is Failure => "message" in outcome;

/** The result; null on replicas other than the first, which has it. */
export async function runScore(
  session: Session,
  options: ScoreOptions,
  progress: Progress,
  replicas: Replicas = alone,
  largeBytes = usuallyLarge,
): Promise<ScoreResult | null> {
  const read = async (mayCutText: boolean) => {
    const reading = new Reading(session, options, progress, replicas, largeBytes, mayCutText);
    return { reading, outcomes: await replicas.gather(await reading.run()) };
  };
  let { reading, outcomes } = await read(!options.skipBadRows);
  // What is wrong with a text is told by who reads all of it.
  if (reading.isTextCut && outcomes.some(isFailure)) ({ reading, outcomes } = await read(false));
  const [failure] = outcomes.filter(isFailure).sort((a, b) => a.source - b.source || a.before - b.before);
  // All end with the same code; the first one says why.
  if (failure !== undefined) throw new DataError(replicas.rank === 0 ? failure.message : "", failure.exitCode);
  return replicas.rank === 0 ? reading.result(outcomes.filter((outcome): outcome is Found => !isFailure(outcome))) : null;
}

class Reading {
  readonly #groups: GroupIndex | null;
  readonly #bad: BadRows;
  /** The source that is being read, and how many rows of it others read before, for the order of errors. */
  #source = 0;
  #before = 0;
  isTextCut = false;
  #scored: Scored | null = null;

  constructor(
    readonly session: Session,
    readonly options: ScoreOptions,
    readonly progress: Progress,
    readonly replicas: Replicas,
    readonly largeBytes: number,
    readonly mayCutText: boolean,
  ) {
    this.#groups = options.by.length > 0 ? new GroupIndex(options.by) : null;
    this.#bad = new BadRows(options.loss.fromLogits, options.skipBadRows);
  }

  /** What this process finds in its portion of the files. */
  async run(): Promise<Found | Failure> {
    try {
      const files = await this.#find().catch(async (error: unknown) => {
        await this.#portion(null);
        throw error;
      });
      const portion = await this.#portion(files);
      return { files: files.map(({ name }) => name), part: await this.#score(files, portion) };
    } catch (error) {
      // Alone there is nobody to be told.
      if (!(error instanceof DataError) || this.replicas.size === 1) throw error;
      return { message: error.message, exitCode: error.exitCode, source: this.#source, before: this.#before };
    }
  }

  async #find(): Promise<InputFile[]> {
    if (this.replicas.size > 1 && this.options.files.includes("-")) {
      refuseUsage("FILE", "be files, where several processes score together", "standard input");
    }
    const files = await findFiles(this.options.files, this.session);
    requireOtherFile("--report", this.options.report, files);
    return files;
  }

  async #portion(files: readonly InputFile[] | null): Promise<Portion> {
    const portion = await portionOf(files, this.options, this.session, this.replicas, this.mayCutText);
    this.isTextCut = portion.isTextCut;
    return portion;
  }

  async #score(files: readonly InputFile[], portion: Portion): Promise<Part> {
    const { loss, worst } = this.options;
    const own = [...portion.shares.values()].reduce((sum, { from, to }) => sum + to - from, 0);
    const isWorthIt = own >= this.largeBytes && this.replicas.cores > 1;
    // Started first: while it starts, the files are opened.
    const taker = (isWorthIt ? addInThread : addHere)(loss, worst);
    try {
      return await this.#read(await this.#open(files, portion), taker);
    } finally {
      taker.close();
    }
  }

  /** The sources of this process by their number among all. */
  async #open(files: readonly InputFile[], portion: Portion): Promise<Map<number, Source | SourcePart>> {
    if (files.some(isNpy)) {
      checkNpy(files.every(isNpy), this.options);
      const share = portion.shares.get(0);
      return new Map(share === undefined ? [] : [[0, await arraysOf(files, share)]]);
    }
    const columns: ColumnNames =
      this.options.columns ?? refuseUsage("--label and --prediction", "name the columns", "nothing", `There is help: bce score --help`);
    const sources = new Map<number, Source | SourcePart>();
    for (const [index, share] of portion.shares) {
      const file = files[index]!;
      this.#source = index;
      const table = await openTable(this.session, file);
      checkColumns(table, columns);
      const sourceOf = (one: Table) => tableSource(this.session, one, columns, this.#groups, this.options.skipBadRows);
      sources.set(index, await this.#sourceOf(table, share, portion, sourceOf));
    }
    return sources;
  }

  async #sourceOf(table: Table, share: Share, { texts, rows }: Portion, sourceOf: (table: Table) => Source): Promise<Source | SourcePart> {
    const { file } = table;
    const whole = sourceOf(table);
    const text = texts.get(share.source);
    if (text !== undefined) {
      const source = guard(sourceOf(tableOfText(table, text)), [fileOfText(file, text)]);
      const batches = () => whileUnchanged(file, counted(source.batches(), file.name, text.rows));
      return partOf(guard(whole, [file]), share, rows.get(share.source)!, batches);
    }
    if (share.to - share.from === file.bytes) return guard(whole, [file]);
    const range = await rowGroups(this.session, table, share);
    const source = sourceOf(tableOfRows(table, range));
    return guard(
      partOf(whole, share, range, () => source.batches()),
      [file],
    );
  }

  async #read(sources: ReadonlyMap<number, Source | SourcePart>, taker: BlockTaker): Promise<Part> {
    const scorer = new Scorer(this.options.loss, taker);
    const rows = [...sources.values()].reduce((sum, { rows }) => sum + rows, 0);
    // Who asks for groups may have some of few rows, which are ranked exactly; and not all rows may weigh something, or be good.
    const areAllRanked = this.#groups === null && this.options.columns?.weight === undefined && !this.options.skipBadRows;
    if (areAllRanked && this.options.columns !== null && rows > mostRanked) taker.expectMany();
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

  async #readSource(source: Source | SourcePart, index: number, scorer: Scorer): Promise<void> {
    this.#before = "before" in source ? source.before : 0;
    scorer.beginSource(index, this.#before);
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

async function arraysOf(files: readonly InputFile[], share: Share): Promise<Source | SourcePart> {
  const source = npySource(files);
  const rows = rowsOfShare(share, source.bytes, await source.length());
  return guard(
    partOf(source, share, rows, () => source.batches(rows)),
    files,
  );
}

function checkNpy(isAll: boolean, { columns }: ScoreOptions): void {
  if (!isAll) refuseUsage("FILE", "be tables, or .npy files alone", "some of each");
  if (columns === null) return;
  const remedy = "Their order says which is which: labels, predictions, weights.";
  refuseUsage("--label, --prediction, --weight and --by", "not be given with .npy files", "one", remedy);
}

function groupResults(tallies: Tallies, groups: GroupIndex, losses: Losses): Group[] {
  const found = Array.from({ length: tallies.size }, (_, group) => ({ tally: tallies.group(group), group }));
  return found
    .filter(({ tally }) => tally.sums.count > 0)
    .map(({ tally, group }) => ({ values: groups.valuesOf(group), measures: measure(tally, losses) }))
    .sort((a, b) => compareValues(a.values, b.values));
}
