// Numbers the groups of --by: the rows that have the same value in each of its columns.

import type { Chunk } from "../duckdb/chunk.js";
import { refuseData } from "../errors.js";
import { mostGroups } from "../metrics/tally-memory.js";
import { Dictionary } from "./dictionary.js";

export class GroupIndex {
  readonly #columns: readonly string[];
  readonly #dictionaries: Dictionary[];
  readonly #groups = new Map<string, number>();
  readonly #keys: number[][] = [];
  #out = new Int32Array(2048);
  #parts: Int32Array[];

  /** @param most More of them are refused, with the name of the option. */
  constructor(
    columns: readonly string[],
    readonly most = mostGroups,
    readonly option = "--by",
  ) {
    this.#columns = columns;
    this.#dictionaries = columns.map(() => new Dictionary());
    this.#parts = columns.map(() => new Int32Array(2048));
  }

  get size(): number {
    return this.#columns.length === 1 ? this.#dictionaries[0]!.values.length : this.#keys.length;
  }

  /** The values of a group, in the order of the columns; null if missing. */
  valuesOf(group: number): (string | null)[] {
    const numbers = this.#columns.length === 1 ? [group] : this.#keys[group]!;
    return numbers.map((number, column) => this.#dictionaries[column]!.values[number]!);
  }

  /** The number of the group with these values, one for each column. */
  numberOf(values: readonly (string | null)[]): number {
    const numbers = values.map((value, column) => this.#dictionaries[column]!.numberOf(value));
    const group = this.#columns.length === 1 ? numbers[0]! : this.#combine(numbers);
    this.#checkSize();
    return group;
  }

  /** The group of each row of a chunk whose columns from `first` on are those of --by. */
  encode(chunk: Chunk, first: number): Int32Array {
    const count = chunk.rowCount;
    if (count > this.#out.length) {
      this.#out = new Int32Array(count);
      this.#parts = this.#columns.map(() => new Int32Array(count));
    }
    const single = this.#columns.length === 1;
    this.#dictionaries.forEach((dictionary, column) => {
      dictionary.encode(chunk, first + column, single ? this.#out : this.#parts[column]!);
    });
    if (!single)
      for (let row = 0; row < count; row++)
        this.#out[row] = this.#combine(this.#parts.map((part) => part[row]!));
    this.#checkSize();
    return this.#out;
  }

  #checkSize(): void {
    if (this.size > this.most) {
      const isOfGroups = this.option === "--by";
      refuseData(
        this.option,
        `make at most ${this.most} ${isOfGroups ? "groups" : "clusters"}`,
        "more",
        isOfGroups ? "bce sql prints a query for any number of them." : "",
      );
    }
  }

  #combine(numbers: number[]): number {
    const key = numbers.join();
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const group = this.#keys.push(numbers) - 1;
    this.#groups.set(key, group);
    return group;
  }
}
