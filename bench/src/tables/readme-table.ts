// The README's table: three rows, hard labels in float32 beyond the caches of small calls. The page on
// speed has the others.

import type { Row } from "../csv.js";
import { digits, formatCount, formatTime } from "../format.js";
import { packageName, threadsName } from "../names.js";
import type { Workload } from "../workloads.js";
import { markdownTable } from "./block.js";
import { circumstancesOf } from "./circumstances.js";
import { fastestOf, peerKinds, rowOf, speedUp, valuesOf } from "./look-up.js";

const n = 2 ** 20;
const shown = [
  { quantity: "value", input: "logits" },
  { quantity: "value", input: "probabilities" },
  { quantity: "value and gradient", input: "logits" },
] as const;
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
    const [own, threads] = [packageName, threadsName].map((name) => rowOf(rows, workload, name));
    const peer = fastestOf(rows, workload, peerKinds);
    const { quantity, input, n } = workload;
    // Round by round, as in the chart: the loop takes part in few of the rounds.
    const overLoop = own && 1 / own.time_ratio;
    const faster = [speedUp(own, peer), speedUp(threads, peer), overLoop].map(times);
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
    "Medians per element, with one thread and with one for each core, and the fastest of all peers, " +
      "which use all cores. × is the speed-up over that peer, and with one thread over the loop that " +
      `people write by hand. float32, hard labels; ${circumstances} Made by \`npm run bench\`, then ` +
      "`npm run table -w bench`. [Speed](docs/speed.md) has every number, weights and small calls " +
      "too, and says how it is measured.",
  ].join("\n");
}

function workloadsIn(rows: readonly Row[]): Workload[] {
  return shown
    .map((pair): Workload => ({ ...pair, labels: "hard", weights: "none", dtype: "float32", n }))
    .filter((workload) => rowOf(rows, workload, packageName));
}

function cost(row: Row | undefined): string {
  if (!row) return "";
  return formatTime(row.median_ns / row.n);
}

function times(value: number | undefined): string {
  return value === undefined ? "" : `${digits(value)}×`;
}
