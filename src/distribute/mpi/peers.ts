// The other ranks as processes: those on this machine can be looked at, and one that was killed is gone or a zombie.

import { nodeModule } from "../../node-module.js";

/** What a rank says of itself at the start. */
export interface Introduction {
  readonly version: string;
  readonly host: string;
  readonly pid: number;
  /** The space that process numbers are in: a container has one of its own. */
  readonly space: string;
}

interface FileSystem {
  readFileSync(path: string | object, encoding: "utf8"): string;
  readlinkSync(path: string): string;
}

interface Process {
  readonly pid: number;
  kill(pid: number, signal: 0): void;
}

declare const URL: new (path: string, base: string) => object;

const files = () => nodeModule<FileSystem>("fs")!;
const thisProcess = () => nodeModule<Process>("process")!;

export function introduce(): Introduction {
  const { version } = JSON.parse(files().readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as { version: string };
  return { version, host: nodeModule<{ hostname(): string }>("os")!.hostname(), pid: thisProcess().pid, space: processSpace() };
}

function processSpace(): string {
  try {
    return files().readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** The ranks that share this one's machine and are gone. */
export function findGone(peers: readonly Introduction[], rank: number): number[] {
  const own = peers[rank]!;
  return peers.flatMap((peer, other) => (peer.host === own.host && peer.space === own.space && !isAlive(peer.pid) ? [other] : []));
}

function isAlive(pid: number): boolean {
  try {
    thisProcess().kill(pid, 0);
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return (error as { code?: string }).code === "EPERM";
  }
  try {
    // The state comes after the name, which stands in parentheses and may hold any character.
    const stat = files().readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/^ [ZX]/.test(stat.slice(stat.lastIndexOf(")") + 1));
  } catch {
    return true;
  }
}
