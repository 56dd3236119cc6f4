// The processes that the launcher started beside this one, before MPI connects them. Until then
// only the machine knows who is missing: /proc lists the launcher's children, and each child's
// environment its rank.

import { nodeModule } from "binary-crossentropy/internal";
import type { Launcher } from "./launcher.js";
import { hasEnded, isStopped, readSystemFile, see } from "./processes.js";

interface FileSystem {
  readdirSync(path: string): string[];
}

/** The ranks that have ended; undefined where that cannot be known. */
export function findMissing(launcher: Launcher): readonly number[] | undefined {
  // With ranks on other machines, the ones that belong here are unknown.
  if (launcher.localSize !== launcher.size) return undefined;
  try {
    const present = siblingsOf(launcher);
    return ranksOf(launcher).filter((rank) => !present.has(rank));
  } catch {
    return undefined;
  }
}

/**
 * The ranks of this machine that are stopped, or that have not begun to join: they have not even
 * loaded a library of MPI.
 */
export function findLate(
  launcher: Launcher,
): { readonly rank: number; readonly pid: number; readonly isStopped: boolean }[] {
  try {
    return [...siblingsOf(launcher)].flatMap(([rank, pid]) => {
      const seen = see(pid);
      const isLate =
        seen !== undefined &&
        (isStopped(seen) || !/\/libmpi/.test(readSystemFile(`/proc/${pid}/maps`)));
      return isLate && rank !== launcher.rank ? [{ rank, pid, isStopped: isStopped(seen) }] : [];
    });
  } catch {
    return [];
  }
}

/**
 * The launcher's own processes on this machine: the parent of this process, and the command that
 * started it.
 */
export function launcherProcesses(launcher: Launcher): number[] {
  const parent = findLauncher(launcher);
  const above = parent && see(parent)?.parent;
  const isCommand = above ? /^(mpirun|mpiexec)/.test(see(above)?.name ?? "") : false;
  return [parent, isCommand ? above : undefined].filter((pid) => pid !== undefined);
}

/** The process that launched this one; undefined where that cannot be known. */
function findLauncher({ variable }: Launcher): number | undefined {
  try {
    let pid = nodeModule<{ readonly ppid: number }>("process")!.ppid;
    // A shell may stand between this process and the launcher.
    while (rankIn(pid, variable) !== undefined) pid = see(pid)!.parent;
    return pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

export function ranksOf({ size }: Launcher): number[] {
  return Array.from({ length: size }, (_, rank) => rank);
}

/** The living children of the launcher, by rank. */
function siblingsOf(launcher: Launcher): ReadonlyMap<number, number> {
  const parent = findLauncher(launcher);
  const siblings = new Map<number, number>();
  for (const name of nodeModule<FileSystem>("fs")!.readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    const seen = see(pid);
    if (seen === undefined || seen.parent !== parent || hasEnded(seen)) continue;
    try {
      const rank = rankIn(pid, launcher.variable);
      if (rank !== undefined) siblings.set(rank, pid);
    } catch {
      // It ended while it was looked at.
    }
  }
  return siblings;
}

function rankIn(pid: number, variable: string): number | undefined {
  const lines = readSystemFile(`/proc/${pid}/environ`).split("\0");
  const entry = lines.find((line) => line.startsWith(`${variable}=`));
  return entry === undefined ? undefined : Number(entry.slice(variable.length + 1));
}
