// The loss curve in characters.

import plot, { type Point } from "simple-ascii-chart";
import type { Epoch, Trained } from "./training.js";

const width = 60;
const height = 12;
const symbols = { train: "●", validation: "○" };
const legend = `${symbols.train} train, ${symbols.validation} validation`;
const namedLosses = [1e-3, 1e-2, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 10, 100];

/** The losses on a logarithmic axis. Symbols tell the series apart, since a pipe loses colours. */
export function lossChart({ name, best, curve }: Trained): string {
  const shown = thin(curve, width);
  const [train, validation] = [points(shown, "train"), points(shown, "validation")];
  const trainAt = new Map(train.map(([epoch, y]) => [epoch, y]));
  const last = curve.length - 1;
  const chart = plot([train, validation], {
    width,
    height,
    title: `Loss in nats, ${name}: ${legend}, best at epoch ${best.epoch}`,
    xLabel: "epoch",
    customXAxisTicks: [
      ...new Set([0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * last))),
    ],
    customYAxisTicks: namedLosses.map(Math.log10),
    formatter: (value, { axis }) => (axis === "y" ? Number((10 ** value).toPrecision(1)) : value),
    lineFormatter: ({ x, y, plotX, plotY }) => ({
      x: plotX,
      y: plotY,
      symbol: trainAt.get(x) === y ? symbols.train : symbols.validation,
    }),
  });
  return chart.replace(/ +$/gm, "").trim();
}

/** At most `count` epochs, evenly spaced, with the first and the last. */
function thin(curve: readonly Epoch[], count: number): readonly Epoch[] {
  if (curve.length <= count) return curve;
  return Array.from(
    { length: count },
    (_, i) => curve[Math.round((i * (curve.length - 1)) / (count - 1))]!,
  );
}

/** Leaves out losses of 0, which have no logarithm. */
function points(epochs: readonly Epoch[], part: "train" | "validation"): Point[] {
  return epochs.filter((at) => at[part] > 0).map((at) => [at.epoch, Math.log10(at[part])]);
}
