// The charts of predictions as decisions: ROC, precision and recall, lift; and calibration in bins of
// equal weight.

import type { Curves, MassBin } from "../../score/curves.js";
import { decimal, percent } from "../text.js";
import { chart, horizontal, vertical } from "./axes.js";
import { html, type Markup } from "./html.js";

type Point = readonly [x: number, y: number];

function line(
  points: readonly Point[],
  x: { at(v: number): number },
  y: { at(v: number): number },
) {
  const text = points.map(([a, b]) => `${x.at(a).toFixed(1)},${y.at(b).toFixed(1)}`);
  return html`<polyline class="curve a-line" points="${text.join(" ")}"/>`;
}

export function rocChart({ roc }: Curves): Markup {
  const [x, y] = [horizontal(1), vertical(1)];
  const ideal = html`<path class="ideal" d="M${x.at(0)} ${y.at(0)}L${x.at(1)} ${y.at(1)}"/>`;
  const titles = {
    x: "false positive rate",
    y: "true positive rate",
    description: "ROC curve: true positive rate against false positive rate",
  };
  return chart(x, y, titles, [ideal, line(roc, x, y)]);
}

export function precisionChart({ precisionRecall }: Curves, baseRate: number): Markup {
  const [x, y] = [horizontal(1), vertical(1)];
  const base = y.at(baseRate).toFixed(1);
  const ideal = html`<path class="ideal" d="M${x.at(0)} ${base}H${x.at(1)}"/>`;
  const titles = { x: "recall", y: "precision", description: "Precision against recall" };
  return chart(x, y, titles, [ideal, line(precisionRecall, x, y)]);
}

export function liftChart({ lift }: Curves): Markup {
  const x = horizontal(100);
  const y = vertical(Math.max(...lift.map(([, times]) => times), 1) * 1.05);
  const ideal = html`<path class="ideal" d="M${x.at(0)} ${y.at(1).toFixed(1)}H${x.at(100)}"/>`;
  const titles = {
    x: "% of rows, the highest predictions first",
    y: "times the base rate",
    description: "Lift: the share of positives among the highest predictions, by the base rate",
  };
  const points = lift.map(([share, times]): Point => [100 * share, times]);
  return chart(x, y, titles, [ideal, line(points, x, y)]);
}

/** Observed against predicted, each bin with its interval. */
export function massChart(bins: readonly MassBin[]): Markup {
  const most = Math.min(
    1,
    1.05 * Math.max(...bins.map(({ predicted, high }) => Math.max(predicted, high))),
  );
  const [x, y] = [horizontal(most), vertical(most)];
  const ideal = html`<path class="ideal" d="M${x.at(0)} ${y.at(0)}L${x.at(most)} ${y.at(most)}"/>`;
  const drawn = bins.map(({ share, predicted, observed, low, high }) => {
    const at = x.at(predicted).toFixed(1);
    const title = `${percent(share)} of the weight, predicted ${decimal(predicted, 4)}, observed ${decimal(observed, 4)}, 95 % interval ${decimal(low, 4)} to ${decimal(high, 4)}`;
    return html`<g><title>${title}</title><line class="whisker" x1="${at}" x2="${at}" y1="${y.at(low).toFixed(1)}" y2="${y.at(high).toFixed(1)}"/><circle class="a" cx="${at}" cy="${y.at(observed).toFixed(1)}" r="4"/></g>`;
  });
  const titles = {
    x: "predicted probability",
    y: "observed share",
    description:
      "Observed share of positives against predicted probability, in bins of equal weight",
  };
  return chart(x, y, titles, [ideal, ...drawn]);
}
