// Rows that cannot be scored. They are found while reading, then looked up again for the value as
// written in the file.

import { DataError, show } from "../errors.js";
import type { Place, RawRow, Source } from "../input/batch.js";
import type { Classes } from "../input/classes.js";
import { type Fault, faultOf, problemOf } from "./faults.js";
import { remedyFor } from "./remedies.js";
import type { Sourced } from "./sourced.js";

export interface BadRow {
  readonly file: string;
  /** From 1; null for a line that was not a row. */
  readonly row: number | null;
  readonly line: number | null;
  /** The pair of columns, if there are several. */
  readonly pair?: string;
  /** The problem, as a sentence without its full stop. */
  readonly problem: string;
}

/** Bad rows to list; all are counted. */
export const mostListed = 20;

export class BadRows {
  readonly #fromLogits: boolean;
  readonly #skip: boolean;
  readonly #classes: Classes | null;
  #source: Source | null = null;
  #index = 0;
  #waiting: number[] = [];
  readonly listed: Sourced<BadRow>[] = [];
  count = 0;

  constructor(fromLogits: boolean, skip: boolean, classes: Classes | null) {
    this.#fromLogits = fromLogits;
    this.#skip = skip;
    this.#classes = classes;
  }

  begin(source: Source, index: number): void {
    this.#index = index;
    this.#source = source;
    this.#waiting = [];
  }

  /** Notes a bad row, numbered from 1. @throws DataError unless bad rows are skipped. */
  async add(row: number): Promise<void> {
    this.count += 1;
    if (this.listed.length + this.#waiting.length < mostListed) this.#waiting.push(row);
    if (this.#skip) return;
    const [found] = await this.#look();
    const { fault, ...bad } = found!;
    const column = fault && this.#source!.columnOf?.(fault.what);
    const where = `${whereIs(bad)}${column === undefined ? "" : `, column ${show(column)}`}`;
    throw new DataError(`${where}: ${bad.problem}. ${await this.#remedy(fault, column)}`.trimEnd());
  }

  async #remedy(fault: Fault | undefined, column: string | undefined): Promise<string> {
    if (fault === undefined) return "";
    const isOfColumn = fault.what !== "weight" && fault.text !== null;
    return remedyFor(fault, isOfColumn ? await this.#source!.sample(fault.what) : null, column);
  }

  /** Looks up the rows noted in this source. */
  async end(): Promise<void> {
    for (const row of await this.#source!.misread()) await this.add(row);
    if (this.#waiting.length > 0)
      this.listed.push(
        ...(await this.#look()).map(({ fault: _, ...bad }) => ({ ...bad, source: this.#index })),
      );
    const { name } = this.#source!;
    for (const { line, message, file = name } of await this.#source!.rejected()) {
      this.count += 1;
      if (this.listed.length < mostListed)
        this.listed.push({
          source: this.#index,
          file,
          row: null,
          line,
          problem: `the line cannot be split into columns (${message})`,
        });
    }
  }

  async #look(): Promise<(BadRow & { fault: Fault | undefined })[]> {
    const raws = await this.#source!.rawRows(this.#waiting);
    const faults = raws.map((raw) => this.faultOf(raw));
    const places = await this.#places(faults);
    return faults.map((fault, i) => ({
      ...places[i]!,
      problem: fault === undefined ? "the row cannot be read" : problemOf(fault),
      fault,
    }));
  }

  /** Where the values are that cannot be scored. */
  async #places(faults: readonly (Fault | undefined)[]): Promise<Place[]> {
    const source = this.#source!;
    if (source.placesOf === undefined) {
      const lines = await source.linesOf(this.#waiting);
      const { name: file } = source;
      return this.#waiting.map((row, i) => ({ file, row, line: lines?.[i] ?? null }));
    }
    const found: Place[] = [];
    for (const [i, fault] of faults.entries())
      found.push(...(await source.placesOf([this.#waiting[i]!], fault?.what)));
    return found;
  }

  faultOf(raw: RawRow): Fault | undefined {
    return faultOf(raw, this.#fromLogits, this.#classes);
  }
}

/** The place of a bad row, as text. */
export function whereIs({ file, row, line, pair }: BadRow): string {
  return [
    show(file),
    ...(line === null ? [] : [`line ${line}`]),
    ...(row === null ? [] : [`row ${row}`]),
    ...(pair === undefined ? [] : [show(pair)]),
  ].join(", ");
}
