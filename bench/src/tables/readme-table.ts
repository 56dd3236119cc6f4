// The README's table: hard labels in float32, small, large and larger than the caches.

import type { Row } from "../csv.js";
import { digits, formatCount, formatTime } from "../format.js";
import { handWrittenName, packageName, threadsName } from "../names.js";
import type { Workload } from "../workloads.js";
import { markdownTable } from "./block.js";
import { circumstancesOf } from "./circumstances.js";
import { fastestOf, peerKinds, rowOf, speedUp, valuesOf } from "./look-up.js";

const sizes = [32, 2 ** 20, 2 ** 24];
/**
 * Below this many elements a call costs more than they do, and the time per element says nothing.
 */
const smallest = 1024;

export function readmeTable(rows: readonly Row[]): string {
  const circumstances = circumstancesOf(rows);
  const threadCount = `${Math.max(...valuesOf(rows, "cores"))} threads`;
  const headings = [
    "quantity",
    "input",
    "N",
    "one thread",
    threadCount,
    "fastest peer",
    "× peer, one thread",
    `× peer, ${threadCount}`,
    "× loop",
  ];
  const lines = workloadsIn(rows).map((workload) => {
    const [own, threads, loop] = [packageName, threadsName, handWrittenName].map((name) =>
      rowOf(rows, workload, name),
    );
    const peer = fastestOf(rows, workload, peerKinds);
    const { quantity, input, n } = workload;
    const faster = [speedUp(own, peer), speedUp(threads, peer), speedUp(own, loop)].map(times);
    return [
      quantity,
      input,
      formatCount(n),
      cost(own),
      cost(threads),
      peer ? `${cost(peer)}, ${peer.contender}` : "",
      ...faster,
    ];
  });
  return [
    markdownTable(headings, lines, 2),
    "",
    "This package with one thread and with one for each core, and the fastest of all peers, which use all cores: medians per element, for N = 32 " +
      "per call. × is how many times as fast as the peer, and with one thread as the loop that people write by hand, this package is. " +
      `float32, hard labels; ${circumstances} Made by \`npm run bench\`, then \`npm run table -w bench\`. Every number, the targets, ` +
      "charts and how it is measured: [Speed](docs/speed.md).",
  ].join("\n");
}

function workloadsIn(rows: readonly Row[]): Workload[] {
  return (["value", "value and gradient"] as const)
    .flatMap((quantity) =>
      (["logits", "probabilities"] as const).map((input) => ({ quantity, input })),
    )
    .flatMap((pair) =>
      sizes.map(
        (n): Workload => ({ ...pair, labels: "hard", weights: "none", dtype: "float32", n }),
      ),
    )
    .filter((workload) => rowOf(rows, workload, packageName));
}

function cost(row: Row | undefined): string {
  if (!row) return "";
  return formatTime(row.n < smallest ? row.median_ns : row.median_ns / row.n);
}

function times(value: number | undefined): string {
  return value === undefined ? "" : `${digits(value)}×`;
}
