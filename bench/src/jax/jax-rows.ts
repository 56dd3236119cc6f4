// What is measured on jax-js, and the tables that show it.

import type { Circumstances } from "../device.js";
import { digits, formatCount, formatSpread } from "../format.js";
import type { Spread } from "../statistics.js";
import { markdownTable } from "../tables/block.js";
import type { Accuracy } from "./accuracy.js";
import type { LossName, StepName } from "./losses.js";

/** Nanoseconds per step, and how many times as fast this package is, round by round. */
export interface JaxRow {
  readonly device: string;
  readonly step: StepName;
  /** How many logits. */
  readonly n: number;
  readonly own: Spread;
  readonly composed: Spread;
  readonly ratio: Spread;
}

export interface AccuracyRow extends Accuracy {
  readonly device: string;
  readonly contender: LossName;
}

export interface JaxResults {
  readonly made: Circumstances;
  readonly rows: readonly JaxRow[];
  readonly accuracy: readonly AccuracyRow[];
}

export function jaxTables({ made, rows, accuracy }: JaxResults): string {
  const time = ({ median, p20, p80 }: Spread) => formatSpread(median, p20, p80);
  const speed = rows.map(({ device, step, n, own, composed, ratio }) => [
    device,
    step,
    formatCount(n),
    time(own),
    time(composed),
    `${digits(ratio.median)}× (${digits(ratio.p20)}–${digits(ratio.p80)})`,
  ]);
  const devices = [...new Set(accuracy.map(({ device }) => device))];
  const distances = devices.map((device) => {
    const of = (name: LossName) =>
      accuracy.find((row) => row.device === device && row.contender === name)!;
    const [own, composed] = [of("binary-crossentropy"), of("composed")];
    const all = [own.loss, own.gradient, composed.loss, composed.gradient];
    return [device, ...all.map((ulps) => (ulps < 1e5 ? digits(ulps) : ulps.toExponential(0)))];
  });
  return [
    markdownTable(
      ["device", "step", "logits", "time", "time, composed", "times as fast"],
      speed,
      2,
    ),
    "",
    "How far the worst loss and gradient of a hard label are from float64, in ulp of float32, for " +
      "logits from −80 to 80:",
    "",
    markdownTable(
      ["device", "loss", "gradient", "loss, composed", "gradient, composed"],
      distances,
      1,
    ),
    "",
    "`composed` is `max(z, 0) − z y + log1p(exp(−|z|))` in jax-js and its derivative, under `jit` as " +
      "well. Medians with the 20th and 80th percentiles, of ratios round by round; " +
      `${made.device}, ${made.cores} cores, Node ${made.node}, ${made.date}. Made by ` +
      "`npm run jax -w bench`.",
  ].join("\n");
}
