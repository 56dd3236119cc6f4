// How the elements of a task are divided into ranges. The ranges follow from the task alone, so a
// result is the same, to the bit, whoever computes them and however many do.

import type { Task } from "../task/task.js";

/** Elements `from` up to, not including, `to`; where a task goes cell by cell, whole cells. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** About how many elements a range has: some tens of microseconds of work. */
const rangeLength = 32768;

/** How many elements each range has, but for the last. */
export function lengthOfRanges(task: Task): number {
  const { cells, kernel } = task;
  const unit = task.isCellByCell ? Math.max(cells.elements, 1) : kernel.blockSize;
  return unit * Math.ceil(rangeLength / unit);
}

export function countRanges(task: Task): number {
  return Math.ceil(task.size / lengthOfRanges(task));
}

export function rangeAt(task: Task, index: number): Range {
  const length = lengthOfRanges(task);
  return { from: index * length, to: Math.min((index + 1) * length, task.size) };
}
