// How a sweep is shared out: the synchronous way, in which the calling thread computes too and
// sleeps until the last range is done, and the asynchronous one, in which it computes nothing
// unless workers are lost.

import type { Executor } from "../ambient.js";
import { Pass } from "../sweep/pass.js";
import { countRanges, rangeAt } from "../sweep/ranges.js";
import { sweepAlone } from "../sweep/run.js";
import { cellLossesOf, nothing, plus, type Sums, type Sweep } from "../sweep/sweep.js";
import type { Task } from "../task/task.js";
import { dtypeOf } from "../tensor/intrinsics.js";
import type { FloatArray } from "../types.js";
import { Board, caller } from "./board.js";
import { isShareable, jobOf } from "./job.js";
import type { Member, Pool } from "./pool.js";
import { requireHeld } from "./require-held.js";
import { sharedZeros } from "./shared-zeros.js";

declare const setInterval: (run: () => void, milliseconds: number) => unknown;
declare const clearInterval: (timer: unknown) => void;

// A worker is lost when it has done nothing in twenty naps of the calling thread. They are counted,
// not timed: a process that was suspended, its workers with it, wakes up from one nap.
const nap = 50;
const mostNaps = 20;
const noAnswer = new Error("it did nothing for a second");

/** The sweep, with shared memory for the losses of cells, which go to an array of ours. */
function withSharedCells(sweep: Sweep): Sweep {
  const shared = (cells: FloatArray) => sharedZeros(dtypeOf(cells), cells.length);
  if (sweep.what === "cells") return { ...sweep, out: shared(sweep.out) };
  if (sweep.what !== "valueAndGrad" || !sweep.cellLosses) return sweep;
  return { ...sweep, cellLosses: shared(sweep.cellLosses) };
}

function bringCells(sweep: Sweep, wanted: Sweep): void {
  cellLossesOf(wanted)?.set(cellLossesOf(sweep)!);
}

export class Sharing {
  readonly #pool: Pool;
  readonly #threshold: number;
  /** Number of sweeps in which workers computed something. */
  passes = 0;

  constructor(pool: Pool, threshold: number) {
    this.#pool = pool;
    this.#threshold = threshold;
  }

  /**
   * Shares a sweep between the workers and the calling thread, and returns its sums; undefined
   * where it is not to be shared.
   */
  readonly sweep: Executor = (task, wanted) => {
    const count = countRanges(task);
    if (count < 2 || !this.#isWorthwhile(task, wanted)) return undefined;
    const sweep = withSharedCells(wanted);
    const board = this.#send(task, sweep, count, false);
    const own = new Array<Sums | undefined>(count);
    for (let range = 0; range < count; range++) {
      if (board.claim(range, caller))
        own[range] = new Pass(task, sweep, rangeAt(task, range)).run();
    }
    for (let range = 0; range < count; range++) if (!own[range]) this.#await(board, range);
    const sums = this.#finish("BinaryCrossentropy", task, sweep, board, own);
    bringCells(sweep, wanted);
    return sums;
  };

  /**
   * The same with the workers alone, while the calling thread goes on with other things.
   *
   * @throws ValueError, of this owner, where the caller's arrays are gone by then.
   */
  async sweepLater(owner: string, task: Task, wanted: Sweep): Promise<Sums> {
    requireHeld(owner, task, wanted);
    if (!this.#isWorthwhile(task, wanted)) return sweepAlone(task, wanted);
    const sweep = withSharedCells(wanted);
    const pending = new Set(this.#pool.members.values());
    const board = this.#send(task, sweep, countRanges(task), true);
    // It also keeps the process alive until the call is answered.
    const watch = setInterval(this.#watch(board, pending), nap);
    await new Promise<void>((resolve) => {
      this.#pool.onIdle = (member) => {
        pending.delete(member);
        if (pending.size === 0) resolve();
      };
    });
    clearInterval(watch);
    const sums = this.#finish(owner, task, sweep, board, []);
    bringCells(sweep, wanted);
    return sums;
  }

  #isWorthwhile(task: Task, sweep: Sweep): boolean {
    return (
      task.size >= this.#threshold &&
      task.size > 0 &&
      this.#pool.members.size > 0 &&
      isShareable(task, sweep)
    );
  }

  /**
   * Sends the sweep to the workers, or to as many as there are ranges for beside the calling
   * thread's.
   */
  #send(task: Task, sweep: Sweep, count: number, reports: boolean): Board {
    const board = new Board(count);
    const job = jobOf(task, sweep, board, reports);
    const members = [...this.#pool.members.values()];
    for (const { who, handle } of reports ? members : members.slice(0, count - 1))
      handle.post({ job, who });
    return board;
  }

  /** Sleeps until a range is done, or its worker is lost. */
  #await(board: Board, range: number): void {
    for (let naps = 0; ; naps++) {
      const owner = board.ownerOf(range);
      const member = owner === undefined ? undefined : this.#pool.members.get(owner);
      if (!member) return;
      if (naps < mostNaps) board.sleep(range, member.who, nap);
      else this.#pool.lose(member, noAnswer);
    }
  }

  /**
   * A function to be called every nap: it gives up the pending workers when nothing has happened
   * for too many naps.
   */
  #watch(board: Board, pending: Set<Member>): () => void {
    let [naps, before] = [0, NaN];
    return () => {
      const progress = board.progress() - pending.size;
      naps = progress === before ? naps + 1 : 0;
      before = progress;
      if (naps === mostNaps) for (const member of pending) this.#pool.lose(member, noAnswer);
    };
  }

  /** Adds up in the order of the ranges. What nobody has done is done here. */
  #finish(
    owner: string,
    task: Task,
    sweep: Sweep,
    board: Board,
    own: readonly (Sums | undefined)[],
  ): Sums {
    let sums = nothing;
    let shared = 0;
    for (let range = 0; range < board.count; range++) {
      const isDone = own[range] !== undefined || !board.takeOver(range);
      if (isDone && !own[range]) shared++;
      if (!isDone) requireHeld(owner, task, sweep);
      const part =
        own[range] ??
        (isDone ? board.sumsOf(range) : new Pass(task, sweep, rangeAt(task, range)).run());
      sums = plus(sums, part);
    }
    if (shared > 0) this.passes++;
    return sums;
  }
}
