// A worker that dies, hangs or throws loses nothing but itself: the call gives the same, and the
// pool says so, once.
//
// @module-tag thorough

import { BinaryCrossentropy, type Reduction } from "binary-crossentropy";
import { startThreads, type Threads } from "binary-crossentropy/threads";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Board, caller } from "../../dist/threads/board.js";
import {
  differences,
  type Problem,
  repeatUntil,
  shareAll,
  solve,
  solveLater,
  untilWorkersTakePart,
} from "./shared.js";

const n = 1_000_000;
const problem: Problem = {
  bce: new BinaryCrossentropy<Reduction>({ fromLogits: true }),
  yTrue: Uint8Array.from({ length: n }, (_, i) => i & 1),
  yPred: Float32Array.from({ length: n }, (_, i) => 5 * Math.sin(i)),
};
const alone = solve(problem, false);
const shared = shareAll(problem);

const faultyWorker = new URL("faulty-worker.mjs", import.meta.url);
const said = (cause: string, left: string) =>
  `binary-crossentropy/threads: a worker was lost, ${cause}. The calling thread does its part; ${left} threads are left.`;

let threads: Threads | undefined;
let messages: string[] = [];

async function start(count: number, fault: string): Promise<Threads> {
  messages = [];
  process.env["FAULT"] = fault;
  threads = await startThreads({
    count,
    threshold: 0,
    worker: faultyWorker,
    onLost: ({ message }) => messages.push(message),
  });
  return threads;
}

/** Calls until so many workers have taken a range, or died of it; each call must give the same. */
function callUntilLost(pool: Threads, lost: number): void {
  repeatUntil(
    () => pool.lost >= lost,
    () => expect(differences(solve(shared, true), alone)).toEqual([]),
  );
  expect(pool.lost).toBe(lost);
}

afterEach(async () => {
  await threads?.stop();
  threads = undefined;
});

describe("in a synchronous call", () => {
  test.each(["exit", "throw", "hang"])(
    "a worker that does not finish its range: %s",
    async (fault) => {
      const pool = await start(2, fault);
      callUntilLost(pool, 1);
      expect(messages).toEqual([said("it did nothing for a second", "1 of 2")]);
      expect(differences(solve(shared, true), alone)).toEqual([]);
      expect(pool.count).toBe(2);
    },
  );

  test("the others go on", async () => {
    const pool = await start(3, "exit=2");
    callUntilLost(pool, 1);
    untilWorkersTakePart(pool, () => expect(differences(solve(shared, true), alone)).toEqual([]));
    expect(messages.length).toBe(1);
  });

  test("all of them", async () => {
    const pool = await start(3, "hang");
    callUntilLost(pool, 2);
    expect(messages.at(-1)).toBe(said("it did nothing for a second", "1 of 3"));
    expect(differences(solve(shared, true), alone)).toEqual([]);
  });
});

describe("in an asynchronous call", () => {
  test.each([
    ["exit", "it exited with code 7"],
    ["throw", "it threw"],
    ["hang", "it did nothing for a second"],
  ])("a worker that does not finish its range: %s", async (fault, cause) => {
    const pool = await start(2, fault);
    expect(differences(await solveLater(pool, shared), alone)).toEqual([]);
    expect(messages).toEqual([said(cause, "1 of 2")]);
    expect(pool.lost).toBe(1);
  });

  test("the others go on", async () => {
    const pool = await start(3, "throw=1");
    expect(differences(await solveLater(pool, shared), alone)).toEqual([]);
    expect(messages).toEqual([said("it threw", "2 of 3")]);
    expect(pool.passes).toBe(3);
  });
});

test("a worker that dies between calls", async () => {
  const pool = await start(2, "leave");
  await vi.waitFor(() => expect(pool.lost).toBe(1));
  expect(messages).toEqual([said("it exited with code 0", "1 of 2")]);
  expect(differences(solve(shared, true), alone)).toEqual([]);
  expect(differences(await solveLater(pool, shared), alone)).toEqual([]);
});

test("without onLost it is a warning", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  process.env["FAULT"] = "throw";
  threads = await startThreads({ count: 2, threshold: 0, worker: faultyWorker.href });
  await threads.evaluate(problem.bce, shared.yTrue, shared.yPred);
  expect(warn.mock.calls).toEqual([[said("it threw", "1 of 2")]]);
  warn.mockRestore();
});

describe("the board", () => {
  const sums = (losses: number) => ({ losses, weights: 0, cells: 0 });

  test("a range has one owner, and sums once it is done", () => {
    const board = new Board(2);
    expect(board.claim(0, 1)).toBe(true);
    expect(board.claim(0, caller)).toBe(false);
    expect(new Board(2, board.buffer).ownerOf(0)).toBe(1);
    board.finish(0, 1, sums(5));
    expect(board.ownerOf(0)).toBeUndefined();
    expect(board.takeOver(0)).toBe(false);
    expect(board.sumsOf(0)).toEqual(sums(5));
  });

  test("what was taken over is not done by a worker that wakes up late", () => {
    const board = new Board(2);
    board.claim(1, 1);
    expect(board.takeOver(1)).toBe(true);
    board.finish(1, 1, sums(5));
    expect(board.ownerOf(1)).toBe(caller);
  });
});
