// What is measured on tensors, and the table that shows it.

import type { Circumstances } from "../device.js";
import { digits, formatCount, formatSpread } from "../format.js";
import type { TimeColumns } from "../statistics.js";
import { markdownTable } from "../tables/block.js";
import type { LossName, StepName } from "./steps.js";

/** Times are per step. */
export interface TensorRow extends TimeColumns {
  readonly backend: string;
  readonly step: StepName;
  /** How many logits. */
  readonly n: number;
  readonly contender: LossName;
  /** How many kernels TensorFlow.js launches for one step. */
  readonly kernels: number;
}

export interface TensorResults {
  readonly made: Circumstances;
  readonly rows: readonly TensorRow[];
}

const headings = [
  "backend",
  "step",
  "logits",
  "kernels",
  "time",
  "kernels, TensorFlow.js",
  "time, TensorFlow.js",
  "times as fast",
];

export function tensorTable({ made, rows }: TensorResults): string {
  const own = rows.filter(({ contender }) => contender === "binary-crossentropy");
  const lines = own.map((row) => {
    const { backend, step, n } = row;
    const other = rows.find(
      (each) => each !== row && each.backend === backend && each.step === step && each.n === n,
    )!;
    const time = ({ median_ns, p20_ns, p80_ns }: TensorRow) =>
      formatSpread(median_ns, p20_ns, p80_ns);
    const faster = `${digits(other.median_ns / row.median_ns)}×`;
    return [
      backend,
      step,
      formatCount(n),
      String(row.kernels),
      time(row),
      String(other.kernels),
      time(other),
      faster,
    ];
  });
  return [
    markdownTable(headings, lines, 2),
    "",
    "`loss and gradient` is `tf.valueAndGrad` of this package's loss of logits and of `tf.losses.sigmoidCrossEntropy`; `step of training` " +
      "is `optimizer.minimize` on a network of 30 inputs, 16 hidden units and one output. Medians with the 20th and 80th percentiles; " +
      `${made.device}, ${made.cores} cores, Node ${made.node}, ${made.date}. Made by \`npm run tensors -w bench\`.`,
  ].join("\n");
}
