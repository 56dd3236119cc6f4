// A framework's focal loss in a process of its own, one call at a time.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { BenchError } from "../errors.js";
import { peersFolder, peersPython } from "../paths.js";
import type { FocalCall } from "./focal-rows.js";

export interface PeerProcess {
  readonly version: string;
  /** Makes one call and gives the nanoseconds that it took. */
  time(call: FocalCall): Promise<number>;
  stop(): void;
}

/** @returns What the framework said last, where it cannot be had. */
export async function startPeer(peer: string, n: number): Promise<PeerProcess | string> {
  const { OPENBLAS_CORETYPE: _, ...env } = process.env;
  const script = join(peersFolder, "focal_peer.py");
  const child = spawn(peersPython, [script, JSON.stringify({ peer, n })], { env });
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string | undefined> => (await lines.next()).value;
  const first = await next();
  if (first === undefined) return said.trim().split("\n").at(-1) ?? "";
  return {
    version: (JSON.parse(first) as { version: string }).version,
    async time(call) {
      child.stdin.write(`${call}\n`);
      const ns = await next();
      if (ns === undefined) throw new BenchError(`${peer} ended: ${said.trim().slice(-300)}`);
      return Number(ns);
    },
    stop: () => child.kill(),
  };
}
