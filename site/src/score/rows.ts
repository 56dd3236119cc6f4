// The rows that can be scored, in columns that grow, and a count of those that cannot.

/** A column of doubles without a size of its own. */
class Column {
  #data = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#data.length) {
      const data = new Float64Array(2 * this.length);
      data.set(this.#data);
      this.#data = data;
    }
    this.#data[this.length++] = value;
  }

  get values(): Float64Array {
    return this.#data.subarray(0, this.length);
  }
}

export interface BadRow {
  /** Number of the row behind the header, from 1. */
  readonly row: number;
  readonly why: string;
}

/** How many bad rows are listed. */
const listed = 5;

const words: ReadonlyMap<string, number> = new Map([
  ["true", 1],
  ["false", 0],
  ["yes", 1],
  ["no", 0],
]);

/** A cell as a number: NaN where it is none. */
export function numberOf(cell: unknown): number {
  if (typeof cell === "number") return cell;
  if (typeof cell === "bigint" || typeof cell === "boolean") return Number(cell);
  if (typeof cell !== "string") return Number.NaN;
  const text = cell.trim();
  return text === "" ? Number.NaN : (words.get(text.toLowerCase()) ?? Number(text));
}

export class Rows {
  readonly #labels = new Column();
  readonly #predictions = new Column();
  readonly #weights = new Column();
  readonly #groups = new Column();
  readonly #numbers = new Column();
  readonly #groupCodes = new Map<string, number>();
  readonly groupNames: string[] = [];
  readonly bad: BadRow[] = [];
  badCount = 0;
  /** Rows so far, the bad ones too. */
  read = 0;

  constructor(private readonly fromLogits: boolean) {}

  push(label: unknown, prediction: unknown, weight: unknown, group: unknown): void {
    this.read++;
    const [y, p, w] = [
      numberOf(label),
      numberOf(prediction),
      weight === undefined ? 1 : numberOf(weight),
    ];
    const why = this.#fault(y, p, w, { label, prediction, weight });
    if (why !== undefined) {
      this.badCount++;
      if (this.bad.length < listed) this.bad.push({ row: this.read, why });
      return;
    }
    this.#labels.push(y);
    this.#predictions.push(p);
    this.#weights.push(w);
    this.#groups.push(this.#codeOf(group === undefined ? "" : String(group)));
    this.#numbers.push(this.read);
  }

  #fault(
    y: number,
    p: number,
    w: number,
    cells: { label: unknown; prediction: unknown; weight: unknown },
  ): string | undefined {
    if (!(y >= 0 && y <= 1)) return `label must be a number in [0, 1], got ${show(cells.label)}`;
    if (Number.isNaN(p)) return `prediction must be a number, got ${show(cells.prediction)}`;
    if (!this.fromLogits && !(p >= 0 && p <= 1))
      return `prediction must be a probability in [0, 1], got ${show(cells.prediction)}: logits?`;
    if (!(w >= 0 && w < Infinity)) return `weight must be 0 or more, got ${show(cells.weight)}`;
    return undefined;
  }

  #codeOf(group: string): number {
    let code = this.#groupCodes.get(group);
    if (code === undefined) {
      code = this.groupNames.push(group) - 1;
      this.#groupCodes.set(group, code);
    }
    return code;
  }

  get length(): number {
    return this.#labels.length;
  }

  get labels(): Float64Array {
    return this.#labels.values;
  }

  get predictions(): Float64Array {
    return this.#predictions.values;
  }

  get weights(): Float64Array {
    return this.#weights.values;
  }

  /** Index of each row's group in groupNames. */
  get groups(): Float64Array {
    return this.#groups.values;
  }

  /** Number of each row behind the header. */
  get numbers(): Float64Array {
    return this.#numbers.values;
  }
}

const show = (cell: unknown) =>
  typeof cell === "string" ? JSON.stringify(cell.slice(0, 40)) : String(cell);
