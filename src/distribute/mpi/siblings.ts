// The processes that the launcher started beside this one, before MPI joins them. Until then only the machine knows who
// is missing: the launcher's children in /proc, and the rank that each has in its environment.

import { nodeModule } from "../../node-module.js";
import type { Launcher } from "./launcher.js";

interface FileSystem {
  readFileSync(path: string, encoding: "latin1"): string;
  readdirSync(path: string): string[];
}

interface Seen {
  readonly parent: number;
  readonly isAlive: boolean;
}

/** Ranks of this machine that ended; undefined where that cannot be known. */
export function findMissing(launcher: Launcher): readonly number[] | undefined {
  // With ranks on other machines there is no telling which ones belong here.
  if (launcher.localSize !== launcher.size) return undefined;
  const processes = nodeModule<FileSystem>("fs")!;
  try {
    const present = ranksOf(processes, launcher);
    const ranks = Array.from({ length: launcher.size }, (_, rank) => rank);
    return ranks.filter((rank) => !present.has(rank));
  } catch {
    return undefined;
  }
}

/** The ranks that live as children of what this process was launched by, itself or through a shell. */
function ranksOf(files: FileSystem, { variable }: Launcher): ReadonlySet<number> {
  const rankIn = (pid: number) => {
    const entry = files
      .readFileSync(`/proc/${pid}/environ`, "latin1")
      .split("\0")
      .find((line) => line.startsWith(`${variable}=`));
    return entry === undefined ? undefined : Number(entry.slice(variable.length + 1));
  };
  let proxy = nodeModule<{ readonly ppid: number }>("process")!.ppid;
  while (rankIn(proxy) !== undefined) proxy = statOf(files, proxy).parent;
  const ranks = new Set<number>();
  for (const name of files.readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const { parent, isAlive } = statOf(files, Number(name));
      const rank = parent === proxy && isAlive ? rankIn(Number(name)) : undefined;
      if (rank !== undefined) ranks.add(rank);
    } catch {
      // It ended while it was looked at.
    }
  }
  return ranks;
}

function statOf(files: FileSystem, pid: number): Seen {
  const stat = files.readFileSync(`/proc/${pid}/stat`, "latin1");
  // The name before these stands in parentheses and may hold any character.
  const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { parent: Number(parent), isAlive: state !== "Z" && state !== "X" };
}
