// What the tables were made on and with, as a sentence.

import type { Row } from "../csv.js";
import { packageName } from "../names.js";
import { ownRow, peerKinds, valuesOf } from "./look-up.js";

export function circumstancesOf(rows: readonly Row[]): string {
  const { device, cores, node, package: version, kernel, date } = ownRow(rows);
  const built = kernel === "" ? "" : ` with its ${kernel} kernels`;
  return `${device}, ${cores} cores, Node ${node}, ${packageName} ${version}${built}, ${date}.`;
}

/** "TensorFlow.js cpu 4.22.0, NumPy 2.4.6, …", and what was not there. */
export function peersOf(rows: readonly Row[]): string {
  const peers = rows.filter(({ kind }) => peerKinds.includes(kind));
  const named = valuesOf(peers, "contender").map((name) =>
    `${name} ${peers.find((row) => row.contender === name)!.version}`.trim(),
  );
  const none = peers.some(({ kind }) => kind === "native") ? "" : "; no native framework was there";
  return `${named.join(", ") || "none"}${none}`;
}

export function loadOf(rows: readonly Pick<Row, "other_load">[]): string {
  const most = Math.max(...rows.map(({ other_load }) => other_load));
  return `Other programs used at most ${(100 * most).toFixed(0)} % of the processor just before a workload.`;
}
