// What is measured on a GPU's interface, and the table that shows it.

import type { Circumstances } from "../device.js";
import { digits, formatCount, formatSpread, formatTime } from "../format.js";
import type { TimeColumns } from "../statistics.js";
import { markdownTable } from "../tables/block.js";

/** Times are per call, from the call until its value is there and its gradient computed. */
export interface GpuRow extends TimeColumns {
  readonly n: number;
  readonly contender: string;
  readonly dispatches: number;
  /** Making it and the first call, with what compiles shaders. */
  readonly first_ms: number;
}

export interface GpuResults {
  readonly made: Circumstances;
  readonly rows: readonly GpuRow[];
}

const headings = [
  "contender",
  "logits",
  "dispatches",
  "first call",
  "time",
  "GB/s",
  "time of this package, times",
];

/** Labels and logits are read, gradients are written. */
const bytesOfElement = 12;

export function gpuTable({ made, rows }: GpuResults): string {
  const lines = rows.map((row) => {
    const own = rows.find(({ n }) => n === row.n)!;
    return [
      row.contender,
      formatCount(row.n),
      String(row.dispatches),
      formatTime(row.first_ms * 1e6),
      formatSpread(row.median_ns, row.p20_ns, row.p80_ns),
      digits((bytesOfElement * row.n) / row.median_ns),
      digits(row.median_ns / own.median_ns),
    ];
  });
  return [
    markdownTable(headings, lines, 1),
    "",
    "Value and gradient of logits, from the call until the value is read; `copy` is a kernel that adds two buffers of the same bytes into a third. " +
      "The first call includes what compiles shaders. Medians with the 20th and 80th percentiles; SwiftShader, which computes on the CPU: no GPU's speed. " +
      `${made.device}, ${made.cores} cores, Node ${made.node}, ${made.date}. Made by \`npm run gpu -w bench\`.`,
  ].join("\n");
}
