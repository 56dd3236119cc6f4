// Rows that cannot be scored: found while rows are read, then looked at again for the value as the file has it.

import { DataError, show } from "../errors.js";
import type { RawRow, Source } from "../input/batch.js";
import type { Sourced } from "./sourced.js";

export interface BadRow {
  readonly file: string;
  /** From 1; null for a line that was no row at all. */
  readonly row: number | null;
  readonly line: number | null;
  /** What is wrong, as a sentence without its full stop. */
  readonly problem: string;
}

/** What each number of a row must be. */
export const expected = {
  label: "be a number in [0, 1]",
  probability: "be a probability in [0, 1]",
  logit: "be a logit",
  weight: "be a number from 0 on",
} as const;

/** So many are listed; all are counted. */
export const mostListed = 20;

export class BadRows {
  readonly #fromLogits: boolean;
  readonly #skip: boolean;
  #source: Source | null = null;
  #index = 0;
  #waiting: number[] = [];
  readonly listed: Sourced<BadRow>[] = [];
  count = 0;

  constructor(fromLogits: boolean, skip: boolean) {
    this.#fromLogits = fromLogits;
    this.#skip = skip;
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
    const [bad] = await this.#look();
    throw new DataError(`${whereIs(bad!)}: ${bad!.problem}.${remedyFor(bad!.problem)}`);
  }

  /** Looks at what was noted in this source. */
  async end(): Promise<void> {
    if (this.#waiting.length > 0) this.listed.push(...(await this.#look()).map((bad) => ({ ...bad, source: this.#index })));
    const { name } = this.#source!;
    for (const { line, message } of await this.#source!.rejected()) {
      this.count += 1;
      if (this.listed.length < mostListed)
        this.listed.push({
          source: this.#index,
          file: name,
          row: null,
          line,
          problem: `the line cannot be split into columns (${message})`,
        });
    }
  }

  async #look(): Promise<BadRow[]> {
    const { name } = this.#source!;
    const [raws, lines] = [await this.#source!.rawRows(this.#waiting), await this.#source!.linesOf(this.#waiting)];
    return this.#waiting.map((row, i) => ({ file: name, row, line: lines?.[i] ?? null, problem: this.#problem(raws[i]!) }));
  }

  #problem(raw: RawRow): string {
    return this.faultOf(raw) ?? "the row cannot be read";
  }

  /** Why a row cannot be scored; undefined where it can. */
  faultOf({ label, prediction, weight }: RawRow): string | undefined {
    const isShare = (x: number) => x >= 0 && x <= 1;
    return (
      fault("label", expected.label, label, isShare) ??
      (this.#fromLogits
        ? fault("prediction", expected.logit, prediction, (z) => !Number.isNaN(z))
        : fault("prediction", expected.probability, prediction, isShare)) ??
      (weight === undefined ? undefined : fault("weight", expected.weight, weight, (w) => w >= 0 && w < Infinity))
    );
  }
}

/** What to do about a problem, as a sentence behind it. */
export function remedyFor(problem: string): string {
  const number = /^prediction .* got (\S+)$/.exec(problem)?.[1];
  if (/got "\s*[+-]?\d*,\d+\s*"$/.test(problem)) return " Numbers have a decimal point.";
  if (/^label .* got "(yes|no|y|n|t|f)"$/i.test(problem)) return " Labels are 0 and 1, or true and false.";
  const isLogit = number !== undefined && Number.isFinite(Number(number));
  return ` ${isLogit ? "Pass --from-logits if these are logits, or" : "Pass"} --skip-bad-rows to leave such rows out.`;
}

/** Where a bad row is, for people. */
export function whereIs({ file, row, line }: BadRow): string {
  const place = [line === null ? "" : `line ${line}`, row === null ? "" : `row ${row}`].filter((one) => one !== "");
  return [show(file), ...place].join(", ");
}

function fault(what: string, must: string, text: string | null, holds: (x: number) => boolean): string | undefined {
  if (text === null || text.trim() === "") return `${what} must ${must}, got nothing`;
  const x = numberOf(text);
  if (holds(x)) return undefined;
  const isNumber = !Number.isNaN(x) || /^\s*[+-]?nan\s*$/i.test(text);
  return `${what} must ${must}, got ${isNumber ? text.trim() : show(text)}`;
}

/** As DuckDB reads it: infinity by several names. */
function numberOf(text: string): number {
  const infinite = /^\s*([+-]?)inf(inity)?\s*$/i.exec(text);
  if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
  const truth = /^(true|false)$/i.exec(text)?.[1];
  if (truth !== undefined) return Number(truth.toLowerCase() === "true");
  // Other bases are JavaScript's alone.
  return /0[xob]/i.test(text) ? NaN : Number(text);
}
