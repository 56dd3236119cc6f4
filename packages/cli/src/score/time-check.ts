// Looks for values of --by-time that are no times while their rows are at hand, so that the message
// can say where they are.

import type { Source } from "../input/batch.js";
import type { GroupIndex } from "../input/group-index.js";
import type { TimeColumn } from "../input/time-text.js";
import { whereIs } from "./bad-rows.js";
import { isNoTime, refuseTime } from "./time-groups.js";

export class TimeCheck {
  readonly #column: number;
  #seen = 0;

  /** @param by The columns of groups. */
  constructor(
    readonly time: TimeColumn | undefined,
    by: readonly string[],
    readonly groups: GroupIndex | null,
  ) {
    this.#column = time === undefined ? -1 : by.indexOf(time.name);
  }

  /**
   * Takes the groups of the next rows.
   *
   * @param rowOf The number of each of the rows in its source, from 1.
   * @throws DataError for a new group that is no time.
   */
  async add(own: Int32Array | null, rowOf: (i: number) => number, source: Source): Promise<void> {
    const { time, groups } = this;
    if (time === undefined || groups === null || own === null) return;
    for (; this.#seen < groups.size; this.#seen++) {
      const text = groups.valuesOf(this.#seen)[this.#column]!;
      const at = isNoTime(text) ? own.indexOf(this.#seen) : -1;
      if (at >= 0) refuseTime(time, text!, `${await placeOf(source, rowOf(at))}: `);
    }
  }
}

async function placeOf(source: Source, row: number): Promise<string> {
  const [place] = (await source.placesOf?.([row])) ?? [];
  const line = place?.line ?? (await source.linesOf([row]))?.[0] ?? null;
  return whereIs({ file: source.name, row, problem: "", ...place, line });
}
