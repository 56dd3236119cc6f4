// The other ranks as processes: those on this machine can be looked at, and one that was killed is
// gone or a zombie.

import { nodeModule } from "binary-crossentropy/internal";
import { exists, hasEnded, isStopped, readSystemFile, see, thisProcess } from "./processes.js";
import type { Whereabouts } from "./roll-call.js";

/** What a rank says of itself at the start. */
export interface Introduction {
  readonly version: string;
  readonly host: string;
  readonly pid: number;
  /**
   * The machine as it was started last, and the space of its process numbers: a container has one
   * of its own.
   */
  readonly space: string;
  /** When the process began: see {@link Seen}. */
  readonly started: string;
  /** Where its watcher can be asked; undefined where it cannot. */
  readonly whereabouts?: Whereabouts | undefined;
}

interface FileSystem {
  readFileSync(path: object, encoding: "utf8"): string;
  readlinkSync(path: string): string;
}

declare const URL: new (path: string, base: string) => object;

export function introduce(whereabouts?: Whereabouts): Introduction {
  const files = nodeModule<FileSystem>("fs")!;
  const { version } = JSON.parse(
    files.readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  ) as { version: string };
  const { pid } = thisProcess();
  const host = nodeModule<{ hostname(): string }>("os")!.hostname();
  return {
    version,
    host,
    pid,
    space: processSpace(),
    started: see(pid)?.started ?? "",
    whereabouts,
  };
}

/**
 * Two processes with the same can see each other by their numbers. Names of hosts may be the same
 * on two machines, and the number of the first process space is the same on all: only the identity
 * of the machine's last start tells them apart. Empty where the system does not say it.
 */
function processSpace(): string {
  try {
    const boot = readSystemFile("/proc/sys/kernel/random/boot_id").trim();
    return `${boot} ${nodeModule<FileSystem>("fs")!.readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return "";
  }
}

/** What a rank's process does: see {@link conditionOf}. */
export type Condition = "running" | "stopped" | "gone" | "out of sight";

/** What can be seen of a rank from another. */
export function conditionOf(peer: Introduction, own: Introduction): Condition {
  const isInSight = own.space !== "" && peer.space === own.space && peer.host === own.host;
  if (!isInSight) return "out of sight";
  if (!exists(peer.pid)) return "gone";
  const seen = see(peer.pid);
  if (seen === undefined) return "running";
  if (hasEnded(seen) || seen.started !== peer.started) return "gone";
  return isStopped(seen) ? "stopped" : "running";
}

/** The ranks that share this one's machine and are gone. */
export function findGone(peers: readonly Introduction[], rank: number): number[] {
  return [...peers.keys()].filter((other) => conditionOf(peers[other]!, peers[rank]!) === "gone");
}
