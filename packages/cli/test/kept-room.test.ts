// The room for rows that are kept as they are: no two pieces overlap, what is given back is used
// again, and pieces of another room are left alone.

import { describe, expect, test } from "vitest";
import { KeptRoom, type Piece, rowsOf } from "../src/metrics/kept-room.js";

/** Writes a number of its own into each piece, and checks that none was written over. */
function areApart(pieces: readonly Piece[]): boolean {
  for (const [i, piece] of pieces.entries()) rowsOf(piece).predictions.fill(i);
  return pieces.every((piece, i) => rowsOf(piece).predictions.every((x) => x === i));
}

describe("pieces of room", () => {
  test("hold as many rows as are there already, within bounds, or what is left", () => {
    const room = new KeptRoom();
    expect([0, 16, 100].map((rows) => room.take(rows).length)).toEqual([16, 16, 100]);
    expect(room.take(1e9).length).toBe(2 ** 17 - 132);
    expect(room.take(1e9).length).toBe(2 ** 17);
  });

  test("do not overlap, also after some were given back", () => {
    const room = new KeptRoom();
    const pieces = Array.from({ length: 2000 }, (_, i) => room.take((i * 37) % 300));
    expect(areApart(pieces)).toBe(true);
    const kept = pieces.filter((_, i) => i % 3 > 0);
    room.give(pieces.filter((_, i) => i % 3 === 0));
    const more = Array.from({ length: 3000 }, (_, i) => room.take((i * 53) % 200));
    expect(areApart([...kept, ...more])).toBe(true);
  });

  test("are used again", () => {
    const room = new KeptRoom();
    const [first, second] = [room.take(1000), room.take(1000)];
    room.give([first]);
    expect(room.take(400)).toEqual({ ...first, length: 400 });
    expect(room.take(600)).toEqual({ ...first, start: 400, length: 600 });
    expect(room.take(0).start).toBe(second.start + second.length);
  });

  test("are given away again by their own room alone", () => {
    const [room, other] = [new KeptRoom(), new KeptRoom()];
    const [own, foreign] = [room.take(20), other.take(20)];
    room.give([foreign]);
    const more = Array.from({ length: 10_000 }, () => room.take(0));
    expect(more.some(({ columns }) => columns === foreign.columns)).toBe(false);
    expect(areApart([own, ...more])).toBe(true);
  });
});
