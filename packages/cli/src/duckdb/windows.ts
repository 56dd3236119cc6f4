// The database's memory at any address, through few views: to make one takes as long as reading
// hundreds of texts.

import type { Pointer } from "./c-api.js";

/** Windows begin every 2^shift bytes; each is twice as long, so that it holds what begins in it. */
const shift = 20;

/** The longest thing, in bytes, that a window holds whole. */
export const longestSeen = 2 ** shift;

/** Where in its window an address lies, by its low 32 bits. */
export function placeIn(low: number): number {
  return low & (longestSeen - 1);
}

/** So many are kept: addresses come back. */
const mostWindows = 64;

export class Windows {
  readonly #views = new Map<number, DataView>();
  /** Of the last one: the words of its address, the low one without the bits within it. */
  #low = -1;
  #high = -1;
  #view: DataView | null = null;

  /** @param viewOf Bytes of that memory. They may lie outside of it while nobody reads them. */
  constructor(readonly viewOf: (pointer: Pointer, bytes: number) => ArrayBuffer) {}

  /** The window that holds what begins at an address, given as two words of 32 bits. */
  at(low: number, high: number): DataView {
    const isLast = low >>> shift === this.#low && high === this.#high;
    return isLast ? this.#view! : this.#other(low >>> shift, high);
  }

  #other(low: number, high: number): DataView {
    const number = high * 2 ** (32 - shift) + low;
    let view = this.#views.get(number);
    if (view === undefined) {
      if (this.#views.size === mostWindows) this.#views.clear();
      view = new DataView(this.viewOf(BigInt(number) << BigInt(shift), 2 * longestSeen));
      this.#views.set(number, view);
    }
    [this.#low, this.#high, this.#view] = [low, high, view];
    return view;
  }
}
