// The largest distances from the truth, for each quantity and each road to it.

export interface Record {
  readonly ulp: number;
  /** Which call of the run it was. */
  readonly index: number;
}

export class Worst {
  readonly #records = new Map<string, Record>();
  /** The call that is being judged. */
  index = 0;

  note(key: string, ulp: number): void {
    const known = this.#records.get(key);
    if (known === undefined || ulp > known.ulp) this.#records.set(key, { ulp, index: this.index });
  }

  merge(records: readonly (readonly [string, Record])[]): void {
    for (const [key, record] of records) {
      const known = this.#records.get(key);
      if (known === undefined || record.ulp > known.ulp) this.#records.set(key, record);
    }
  }

  entries(): [string, Record][] {
    return [...this.#records].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
