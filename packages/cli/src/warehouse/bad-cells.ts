// Rows of a table that cannot be scored: how many there are of each kind, with a value.

import { DataError, show } from "../errors.js";
import type { ColumnSample } from "../input/batch.js";
import { rangesOf } from "../rows/can-be-scored.js";
import type { BadRow } from "../score/bad-rows.js";
import { type Fault, problemOf } from "../score/faults.js";
import { remedyFor } from "../score/remedies.js";
import { readFault, type ScoreTable } from "../sql/score-rows.js";
import type { Cell } from "./cells.js";

interface Kind {
  readonly fault: number;
  readonly value: number;
  count: number;
}

export class BadCells {
  readonly #name: string;
  readonly #table: ScoreTable;
  readonly #kinds = new Map<number, Kind>();
  #rows = 0;

  /** @param name The table's, for messages. */
  constructor(name: string, table: ScoreTable) {
    this.#name = name;
    this.#table = table;
  }

  add({ fault, count, value }: Cell): void {
    this.#rows += count;
    if (fault === 0) return;
    const known = this.#kinds.get(fault);
    if (known === undefined) this.#kinds.set(fault, { fault, value, count });
    else known.count += count;
  }

  get count(): number {
    return [...this.#kinds.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** One of each kind, those of the label first. */
  get listed(): BadRow[] {
    const kinds = [...this.#kinds.values()].sort((a, b) => a.fault - b.fault);
    return kinds.map((kind) => ({
      file: this.#name,
      row: null,
      line: null,
      problem: `${problemOf(this.#fault(kind))} (${kind.count === 1 ? "1 row" : `${kind.count} rows`}, column ${show(this.#column(kind))})`,
    }));
  }

  /** @throws DataError where there is any. */
  refuse(): void {
    const [first] = [...this.#kinds.values()].sort((a, b) => a.fault - b.fault);
    if (first === undefined) return;
    const fault = this.#fault(first);
    const many = `${first.count} of ${this.#rows} rows`;
    const column = this.#column(first);
    const where = `table ${show(this.#name)}, column ${show(column)}`;
    throw new DataError(
      `${where}, ${many}: ${problemOf(fault)}. ${remedyFor(fault, this.#sample(first), column)}`,
    );
  }

  /** The range of the column is not known, since its values stay in the database. */
  #sample(kind: Kind): ColumnSample | null {
    if (readFault(kind.fault).role === "label") return null;
    return {
      name: this.#column(kind),
      values: [],
      lowest: NaN,
      highest: NaN,
      shareOutside: kind.count / this.#rows,
    };
  }

  #column({ fault }: Kind): string {
    return this.#table[readFault(fault).role]!.name;
  }

  #fault({ fault: code, value }: Kind): Fault {
    const { role: what, fault } = readFault(code);
    const { must } = rangesOf(this.#table.loss.fromLogits)[what];
    const text = { missing: null, nan: "NaN", outside: String(value) }[fault];
    return { what, must, received: text ?? "nothing", text };
  }
}
