// Which ranks do not come: by what is seen of the processes on this machine, and by what the others
// answer.

import type { Launcher } from "./launcher.js";
import type { Condition, Introduction } from "./peers.js";
import { isBehind } from "./pulse.js";
import { findLate } from "./siblings.js";
import type { Company } from "./watch.js";

export interface Absent {
  readonly rank: number;
  readonly why: string;
  /** The process, if it is known, and its machine. */
  readonly pid?: number | undefined;
  readonly host?: string | undefined;
  /**
   * Whether it would hold up the end of the job: a stopped process does not act on what a launcher
   * tells it.
   */
  readonly mustBeKilled: boolean;
}

/**
 * @param conditions What is seen of each rank.
 * @param answers How far the ranks are that answered.
 * @param count How far this rank is.
 */
export function findAbsent(
  { rank: own, peers }: Company,
  launcher: Launcher | undefined,
  conditions: readonly Condition[],
  answers: ReadonlyMap<number, number>,
  count: number,
): Absent[] {
  if (peers.length === 0) return launcher ? absentBefore(launcher) : [];
  return peers.flatMap((peer, rank) =>
    rank === own ? [] : absence(peer, rank, conditions[rank]!, answers.get(rank), count),
  );
}

function absence(
  { pid, host }: Introduction,
  rank: number,
  condition: Condition,
  answer: number | undefined,
  count: number,
): Absent[] {
  const absent = (why: string, mustBeKilled: boolean) => [{ rank, why, pid, host, mustBeKilled }];
  switch (condition) {
    case "stopped":
      return absent("is stopped", true);
    case "gone":
      return absent("has ended", false);
    case "running":
    case "out of sight":
      if (answer === undefined) return absent("does not answer", false);
      return isBehind(answer, count)
        ? absent("is still at something else", condition === "running")
        : [];
  }
}

/** The absent ranks while the ranks do not know one another yet. */
function absentBefore(launcher: Launcher): Absent[] {
  const late = findLate(launcher);
  if (late.length > 0) {
    return late.map(({ rank, pid, isStopped }) => ({
      rank,
      pid,
      why: isStopped ? "is stopped" : "has not called MpiStrategy.start",
      mustBeKilled: true,
    }));
  }
  return launcher.size === 2
    ? [{ rank: 1 - launcher.rank, why: "does not answer", mustBeKilled: false }]
    : [];
}

const longestList = 8;

/** The absent ranks, in a sentence. */
export function describeAbsent(absent: readonly Absent[]): string {
  if (absent.length === 0)
    return "All that can be asked wait, too: see whether a network between them fails.";
  const named = absent.slice(0, longestList).map(({ rank, why, pid, host }) => {
    const where =
      pid === undefined ? "" : ` (process ${pid}${host === undefined ? "" : ` on ${host}`})`;
    return `replica ${rank}${where}, which ${why}`;
  });
  const more = absent.length > longestList ? `, and ${absent.length - longestList} more` : "";
  return `Absent: ${named.join("; ")}${more}.`;
}
