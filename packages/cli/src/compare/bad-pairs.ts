// Pairs of rows that cannot be compared: one side has a bad value or no such row, or the labels
// differ.

import type { Session } from "../duckdb/session.js";
import { refuseData, show } from "../errors.js";
import type { RawRow, Source } from "../input/batch.js";
import type { CompareOptions } from "../options/compare-options.js";
import { isIn, type Ranges, rangesOf } from "../rows/can-be-scored.js";
import { BadRows, mostListed } from "../score/bad-rows.js";
import { problemOf } from "../score/faults.js";
import { isLenient, keysOf, sideSource } from "./pairs.js";
import { rejectedLines } from "./rejected-lines.js";
import { remediesFor } from "./remedies.js";
import type { BadPair } from "./result.js";
import type { Side } from "./side.js";

/** Row numbers from 1, 0 for a row that is not there, and the labels. */
export interface Suspect {
  readonly rowA: number;
  readonly rowB: number;
  readonly labelA: number;
  readonly labelB: number;
}

interface Seen {
  readonly raw: RawRow | undefined;
  readonly line: number | null;
  /** The columns of --on and their values. */
  readonly key: string | undefined;
}

export class BadPairs {
  count = 0;
  listed: readonly BadPair[] = [];
  readonly #waiting: Suspect[] = [];
  readonly #sources: readonly [Source, Source];
  readonly #names: readonly [string, string];
  readonly #session: Session;

  constructor(
    session: Session,
    readonly sides: readonly [Side, Side],
    readonly options: CompareOptions,
  ) {
    this.#session = session;
    this.#sources = sides.map((side) => sideSource(session, side, options)) as [Source, Source];
    this.#names = sides.map(({ table }) => show(table.file.name)) as [string, string];
  }

  /**
   * @throws DataError unless bad rows are skipped, or if rows paired by order do not belong
   * together.
   */
  async add(suspect: Suspect): Promise<void> {
    const { skipBadRows, on, loss } = this.options;
    this.count += 1;
    if (this.#waiting.length < mostListed) this.#waiting.push(suspect);
    if (!skipBadRows) await this.#refuseValue(suspect);
    if (!skipBadRows || (on.length === 0 && isMismatch(suspect, rangesOf(loss.fromLogits))))
      await this.#refuseMismatch(suspect);
  }

  /** Looks up the noted pairs once all rows are read. */
  async end(): Promise<void> {
    const seen = [await this.#look(0), await this.#look(1)] as const;
    const found = this.#waiting.map((suspect) => this.#describe(suspect, seen));
    const lines = isLenient(this.options) ? await rejectedLines(this.#session, this.sides) : [];
    this.count += lines.length;
    this.listed = [...found, ...lines].slice(0, mostListed);
  }

  /** Throws the error that bce score would give for the row. */
  async #refuseValue({ rowA, rowB }: Suspect): Promise<void> {
    for (const [index, row] of [rowA, rowB].entries()) {
      if (row === 0) continue;
      const bad = new BadRows(this.options.loss.fromLogits, false, this.sides[index]!.classes);
      const source = this.#sources[index]!;
      bad.begin(source, index);
      const [raw] = await source.rawRows([row]);
      if (raw && bad.faultOf(raw) !== undefined) await bad.add(row);
    }
  }

  async #refuseMismatch({ rowA, rowB, labelA, labelB }: Suspect): Promise<never> {
    const [nameA, nameB] = this.#names;
    const remedies = remediesFor(this.options);
    const key = (await this.#keys(rowA === 0 ? 1 : 0, [rowA || rowB])).get(rowA || rowB);
    const which = key === undefined ? "" : `, ${key}`;
    if (rowA === 0)
      refuseData(
        nameA,
        `have every row of ${nameB}`,
        `none for its row ${rowB}${which}`,
        remedies.noPartner,
      );
    if (rowB === 0)
      refuseData(
        nameB,
        `have every row of ${nameA}`,
        `none for its row ${rowA}${which}`,
        remedies.noPartner,
      );
    const label = `${nameB}, row ${rowB}${which}: label`;
    return refuseData(
      label,
      `be that of ${nameA}, row ${rowA}, ${labelA}`,
      String(labelB),
      remedies.otherLabel,
    );
  }

  #keys(side: 0 | 1, rows: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const other = side === 0 ? 1 : 0;
    return keysOf(this.#session, this.sides[side], this.sides[other], this.options, rows);
  }

  /** The values and the lines of one side's rows. */
  async #look(side: 0 | 1): Promise<ReadonlyMap<number, Seen>> {
    const all = this.#waiting
      .map(({ rowA, rowB }) => (side === 0 ? rowA : rowB))
      .filter((row) => row > 0);
    const rows = [...new Set(all)].sort((a, b) => a - b);
    if (rows.length === 0) return new Map();
    const [raws, lines] = [
      await this.#sources[side].rawRows(rows),
      await this.#sources[side].linesOf(rows),
    ];
    const keys = await this.#keys(side, rows);
    return new Map(
      rows.map((row, i) => [row, { raw: raws[i], line: lines?.[i] ?? null, key: keys.get(row) }]),
    );
  }

  #describe(
    suspect: Suspect,
    seen: readonly [ReadonlyMap<number, Seen>, ReadonlyMap<number, Seen>],
  ): BadPair {
    const { rowA, rowB, labelA, labelB } = suspect;
    const of = (side: 0 | 1, problem: string): BadPair => {
      const row = side === 0 ? rowA : rowB;
      return {
        side: side === 0 ? "A" : "B",
        file: this.sides[side].table.file.name,
        row,
        line: seen[side].get(row)?.line ?? null,
        problem,
      };
    };
    for (const side of [0, 1] as const) {
      const faults = new BadRows(this.options.loss.fromLogits, true, this.sides[side].classes);
      const raw = seen[side].get(side === 0 ? rowA : rowB)?.raw;
      const fault = raw && faults.faultOf(raw);
      if (fault !== undefined) return of(side, problemOf(fault));
    }
    const [nameA, nameB] = this.#names;
    const key = seen[rowA === 0 ? 1 : 0].get(rowA || rowB)?.key;
    const which = key === undefined ? "" : `, ${key}`;
    if (rowA === 0) return of(1, `${nameA} must have this row${which}, got none`);
    if (rowB === 0) return of(0, `${nameB} must have this row${which}, got none`);
    return of(1, `label must be that of ${nameA}, row ${rowA}${which}, ${labelA}, got ${labelB}`);
  }
}

/** Whether the two rows do not belong together at all. */
function isMismatch({ rowA, rowB, labelA, labelB }: Suspect, { label }: Ranges): boolean {
  const areLabels = isIn(label, labelA) && isIn(label, labelB);
  return rowA === 0 || rowB === 0 || (areLabels && labelA !== labelB);
}
