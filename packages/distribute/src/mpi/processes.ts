// Processes of this machine, seen from outside: whether one is there, whether it is stopped, and
// what started it. Only Linux shows all that, in /proc. Elsewhere one can only ask whether a
// process is there.

import { nodeModule } from "binary-crossentropy/internal";

interface FileSystem {
  readFileSync(path: string, encoding: "latin1"): string;
}

interface Process {
  readonly pid: number;
  kill(pid: number, signal: 0 | "SIGKILL"): void;
}

/** What the system says of a process. */
export interface Seen {
  /** The name of its program, cut to 15 letters. */
  readonly name: string;
  /** R, S, D, T and so on, as `ps` shows it. */
  readonly state: string;
  readonly parent: number;
  /**
   * When it began, in the system's own count. Another process may get the number of one that has
   * ended.
   */
  readonly started: string;
}

export const thisProcess = () => nodeModule<Process>("process")!;

/** A file of /proc. @throws Error where there is none. */
export function readSystemFile(path: string): string {
  return nodeModule<FileSystem>("fs")!.readFileSync(path, "latin1");
}

/** What can be seen of a process; undefined where nothing can. */
export function see(pid: number): Seen | undefined {
  try {
    const stat = readSystemFile(`/proc/${pid}/stat`);
    // The name stands in parentheses and may hold any character.
    const [start, end] = [stat.indexOf("(") + 1, stat.lastIndexOf(")")];
    const fields = stat.slice(end + 2).split(" ");
    return {
      name: stat.slice(start, end),
      state: fields[0]!,
      parent: Number(fields[1]),
      started: fields[19]!,
    };
  } catch {
    return undefined;
  }
}

export function hasEnded({ state }: Seen): boolean {
  return state === "Z" || state === "X";
}

/** Stopped by a signal, or by a debugger. */
export function isStopped({ state }: Seen): boolean {
  return state === "T" || state === "t";
}

/** Whether there is a process with this number. */
export function exists(pid: number): boolean {
  try {
    thisProcess().kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return (error as { code?: string }).code === "EPERM";
  }
}

/** Ends a process that may not act on gentler signals. */
export function kill(pid: number): void {
  try {
    thisProcess().kill(pid, "SIGKILL");
  } catch {
    // It has ended, or belongs to another user.
  }
}
