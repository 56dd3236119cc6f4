// Finds texts by the bytes that DuckDB has of them, so that a known one costs no string. Bytes are
// read as words, of which the last one ends with the text.

/** Words of an entry: hash, length in bytes, where its words begin, number + 1; 0 is empty. */
const entryWords = 4;

export class LongTexts {
  /** Open addressing. */
  #table = new Int32Array(entryWords * 64);
  #used = 0;
  /** The words of all texts, one text behind the other. */
  #words = new Int32Array(1024);
  #end = 0;

  /** The number of a text of at least four bytes; below 0 if it is not known. */
  find(view: DataView, at: number, length: number): number {
    const table = this.#table;
    const hash = hashOf(view, at, length);
    for (let slot = this.#slot(hash); ; slot = this.#next(slot)) {
      const entry = table[slot + 3]!;
      if (entry === 0) return -1;
      if (table[slot] === hash && table[slot + 1] === length)
        if (this.#isSame(table[slot + 2]!, view, at, length)) return entry - 1;
    }
  }

  /** Notes the number of a text that is not known. */
  insert(view: DataView, at: number, length: number, number: number): void {
    if (2 * (this.#used + 1) > this.#table.length / entryWords) this.#grow();
    const start = this.#end;
    this.#end += Math.ceil(length / 4);
    if (this.#end > this.#words.length) {
      const words = new Int32Array(2 * this.#end);
      words.set(this.#words);
      this.#words = words;
    }
    const last = length - 4;
    for (let i = 0; i < last; i += 4) this.#words[start + i / 4] = view.getInt32(at + i, true);
    this.#words[this.#end - 1] = view.getInt32(at + last, true);
    this.#put(hashOf(view, at, length), length, start, number + 1);
  }

  #put(...entry: readonly [hash: number, length: number, start: number, number: number]): void {
    let slot = this.#slot(entry[0]);
    while (this.#table[slot + 3] !== 0) slot = this.#next(slot);
    this.#table.set(entry, slot);
    this.#used += 1;
  }

  #isSame(start: number, view: DataView, at: number, length: number): boolean {
    const words = this.#words;
    const last = (length - 4) | 0;
    let word = start;
    for (let i = 0; i < last; i += 4)
      if (words[word++] !== view.getInt32(at + i, true)) return false;
    return words[word] === view.getInt32(at + last, true);
  }

  /** The table has a power of two of entries, of four words each. */
  #slot(hash: number): number {
    return (hash << 2) & (this.#table.length - 1);
  }

  #next(slot: number): number {
    return (slot + entryWords) & (this.#table.length - 1);
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Int32Array(2 * old.length);
    this.#used = 0;
    for (let slot = 0; slot < old.length; slot += entryWords) {
      if (old[slot + 3] !== 0)
        this.#put(old[slot]!, old[slot + 1]!, old[slot + 2]!, old[slot + 3]!);
    }
  }
}

function hashOf(view: DataView, at: number, length: number): number {
  const last = (length - 4) | 0;
  let mixed = length | 0;
  for (let i = 0; i < last; i += 4) {
    mixed = Math.imul(mixed ^ view.getInt32(at + i, true), 0x85ebca6b);
    mixed ^= mixed >>> 15;
  }
  mixed = Math.imul(mixed ^ view.getInt32(at + last, true), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
