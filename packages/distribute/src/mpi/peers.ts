// The processes of the other ranks. Those on this machine can be looked at: one that was killed is
// gone, or a zombie.

import { nodeModule } from "binary-crossentropy/internal";
import { exists, hasEnded, isStopped, readSystemFile, see, thisProcess } from "./processes.js";
import type { Whereabouts } from "./roll-call.js";

/** How a rank introduces itself at the start. */
export interface Introduction {
  readonly version: string;
  readonly host: string;
  readonly pid: number;
  /**
   * The last start of the machine, and the space of the process number: a container has a space of
   * its own.
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
 * Two processes with the same space can see each other by their numbers. Two machines may have the
 * same host name, and the first process space has the same number on all machines, so only the
 * identity of the machine's last start tells them apart. Empty where the system does not say it.
 */
function processSpace(): string {
  try {
    const boot = readSystemFile("/proc/sys/kernel/random/boot_id").trim();
    return `${boot} ${nodeModule<FileSystem>("fs")!.readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return "";
  }
}

/** The condition of a rank's process: see {@link conditionOf}. */
export type Condition = "running" | "stopped" | "gone" | "out of sight";

/** What one rank can see of another. */
export function conditionOf(peer: Introduction, own: Introduction): Condition {
  const isInSight = own.space !== "" && peer.space === own.space && peer.host === own.host;
  if (!isInSight) return "out of sight";
  if (!exists(peer.pid)) return "gone";
  const seen = see(peer.pid);
  if (seen === undefined) return "running";
  if (hasEnded(seen) || seen.started !== peer.started) return "gone";
  return isStopped(seen) ? "stopped" : "running";
}

/** The ranks on this rank's machine that are gone. */
export function findGone(peers: readonly Introduction[], rank: number): number[] {
  return [...peers.keys()].filter((other) => conditionOf(peers[other]!, peers[rank]!) === "gone");
}
