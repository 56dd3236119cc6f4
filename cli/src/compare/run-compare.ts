// bce compare, from two files to the result.

import type { Session } from "../duckdb/session.js";
import { refuseData, refuseUsage, show } from "../errors.js";
import { type ColumnNames, checkColumns } from "../input/columns.js";
import { findFiles, type InputFile } from "../input/files.js";
import { openTable } from "../input/table.js";
import { tableSource } from "../input/table-source.js";
import { Tallies } from "../metrics/tallies.js";
import { type WorstRow, WorstRows } from "../metrics/worst-rows.js";
import type { CompareOptions } from "../options/compare-options.js";
import type { Progress } from "../output/progress.js";
import { BadRows } from "../score/bad-rows.js";
import { Losses } from "../score/losses.js";
import { type Measures, measure } from "../score/result.js";
import { Difference, type Interval } from "./difference.js";
import { type Pairs, pairs, type Side } from "./pairs.js";

export interface ChangedRow {
  readonly rowA: number;
  readonly rowB: number;
  readonly label: number;
  readonly predictionA: number;
  readonly predictionB: number;
  /** The loss of B − that of A, times the weight. */
  readonly difference: number;
}

export interface CompareResult {
  readonly files: readonly [string, string];
  readonly a: Measures;
  readonly b: Measures;
  /** Of the loss of B − that of A. */
  readonly difference: Interval;
  readonly rows: { readonly better: number; readonly worse: number; readonly same: number };
  readonly best: readonly ChangedRow[];
  readonly worst: readonly ChangedRow[];
}

export async function runCompare(session: Session, options: CompareOptions, progress: Progress): Promise<CompareResult> {
  const files = await findFiles(options.files, session);
  if (files.length !== 2) refuseUsage("FILE", "be two files", `${files.length}`);
  const [a, b] = [await openSide(session, files[0]!, options.a, options), await openSide(session, files[1]!, options.b, options)];
  progress.begin(files[0]!.bytes + files[1]!.bytes);
  const comparison = new Comparison(session, [a, b], options);
  for await (const batch of pairs(session, a, b, options.on)) {
    await comparison.add(batch);
    progress.rows(batch.count);
  }
  progress.end();
  return comparison.result();
}

async function openSide(session: Session, file: InputFile, names: ColumnNames, { on }: CompareOptions): Promise<Side> {
  if (file.format === "npy") refuseUsage("FILE", "be a table", `an .npy file, ${show(file.name)}`);
  const table = await openTable(session, file);
  checkColumns(table, { ...names, by: on });
  return { table, names };
}

class Comparison {
  readonly #losses: Losses;
  readonly #difference = new Difference();
  /** A is group 0 and B is group 1. */
  readonly #tallies: Tallies;
  readonly #worst: WorstRows;
  readonly #best: WorstRows;
  /** Row of B and its prediction, for the rows of A that are listed. */
  readonly #partners = new WeakMap<WorstRow, { rowB: number; predictionB: number }>();

  constructor(
    readonly session: Session,
    readonly sides: readonly [Side, Side],
    readonly options: CompareOptions,
  ) {
    this.#losses = new Losses(options.loss);
    this.#tallies = new Tallies(options.loss.fromLogits);
    this.#worst = new WorstRows(options.worst);
    this.#best = new WorstRows(options.worst);
  }

  async add(batch: Pairs): Promise<void> {
    for (let i = 0; i < batch.count; i++) if (!this.#isGood(batch, i)) await this.#refuse(batch, i);
    const { count, labelsA: ys, weights } = batch;
    const a = this.#score(0, ys, batch.predictionsA, weights);
    const b = this.#score(1, ys, batch.predictionsB, weights);
    for (let i = 0; i < count; i++) {
      const w = weights === null ? 1 : weights[i]!;
      const d = b[i]! - a[i]!;
      this.#difference.add(d, w);
      if (w * d > this.#worst.threshold && d > 0) this.#keep(this.#worst, batch, i, w, d);
      if (-w * d > this.#best.threshold && d < 0) this.#keep(this.#best, batch, i, w, -d);
    }
  }

  /** Adds the rows to a side's tally, and gives their losses. */
  #score(side: 0 | 1, labels: Float64Array, predictions: Float64Array, weights: Float64Array | null): Float64Array {
    const { memory } = this.#tallies;
    memory.labels.set(labels);
    memory.predictions.set(predictions);
    if (weights !== null) memory.weights.set(weights);
    memory.groups.fill(side, 0, labels.length);
    this.#losses.fill(memory, labels.length);
    this.#tallies.add(labels.length, Infinity);
    return memory.losses.slice(0, labels.length);
  }

  #keep(rows: WorstRows, { rowsA, rowsB, labelsA, predictionsA, predictionsB }: Pairs, i: number, weight: number, loss: number): void {
    const row = { source: 0, row: rowsA[i]!, label: labelsA[i]!, prediction: predictionsA[i]!, weight, loss };
    this.#partners.set(row, { rowB: rowsB[i]!, predictionB: predictionsB[i]! });
    rows.add(row);
  }

  #isGood({ rowsA, rowsB, labelsA, labelsB, predictionsA, predictionsB, weights }: Pairs, i: number): boolean {
    const [lowest, highest] = this.options.loss.fromLogits ? [-Infinity, Infinity] : [0, 1];
    const [y, a, b, w] = [labelsA[i]!, predictionsA[i]!, predictionsB[i]!, weights === null ? 1 : weights[i]!];
    const areShares = a >= lowest && a <= highest && b >= lowest && b <= highest;
    return rowsA[i]! > 0 && rowsB[i]! > 0 && y === labelsB[i] && y >= 0 && y <= 1 && areShares && w >= 0 && w < Infinity;
  }

  /** Says what is wrong with a pair. */
  async #refuse({ rowsA, rowsB, labelsA, labelsB }: Pairs, i: number): Promise<never> {
    const [nameA, nameB] = this.sides.map(({ table }) => show(table.file.name)) as [string, string];
    const [rowA, rowB] = [rowsA[i]!, rowsB[i]!];
    const remedy = this.options.on.length > 0 ? "" : "Pass --on with a column that names rows, if the files are of different order.";
    if (rowA === 0) refuseData(nameA, `have every row of ${nameB}`, `none for its row ${rowB}`, remedy);
    if (rowB === 0) refuseData(nameB, `have every row of ${nameA}`, `none for its row ${rowA}`, remedy);
    for (const [index, row] of [rowA, rowB].entries()) await this.#lookAt(this.sides[index]!, row);
    return refuseData(`${nameB}, row ${rowB}: label`, `be that of ${nameA}, row ${rowA}, ${labelsA[i]}`, String(labelsB[i]), remedy);
  }

  /** Throws what bce score would say about a row, if it is bad. */
  async #lookAt({ table, names }: Side, row: number): Promise<void> {
    const source = tableSource(this.session, table, { ...names, by: [] }, null, false);
    const bad = new BadRows(this.options.loss.fromLogits, false);
    bad.begin(source, 0);
    const [raw] = await source.rawRows([row]);
    if (raw && bad.isBad(raw)) await bad.add(row);
  }

  result(): CompareResult {
    const { count, better, worse } = this.#difference;
    if (count === 0) refuseData("the files", "hold rows", "none");
    const [a, b] = [0, 1].map((side) => measure(this.#tallies.group(side), this.options.loss)) as [Measures, Measures];
    if (!Number.isFinite(a.loss) || !Number.isFinite(b.loss)) {
      refuseData("losses", "be finite to be compared", `${a.loss} and ${b.loss}`, "Choose another --dialect than exact.");
    }
    const changed = (rows: WorstRows, sign: number) =>
      rows.rows().map((row): ChangedRow => {
        const { rowB, predictionB } = this.#partners.get(row)!;
        return {
          rowA: row.row,
          rowB,
          label: row.label,
          predictionA: row.prediction,
          predictionB,
          difference: sign * row.weight * row.loss,
        };
      });
    return {
      files: this.sides.map(({ table }) => table.file.name) as [string, string],
      a,
      b,
      difference: this.#difference.interval(),
      rows: { better, worse, same: count - better - worse },
      best: changed(this.#best, -1),
      worst: changed(this.#worst, 1),
    };
  }
}
