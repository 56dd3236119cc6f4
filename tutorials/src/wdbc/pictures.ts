// The pictures: how the loss fell, and the probabilities that the models give to the test rows.

import {
  frame,
  gridY,
  line,
  type PlotOptions,
  rectY,
  ruleX,
  ruleY,
  text,
} from "@observablehq/plot";
import { colours, toSvg } from "../support/svg.js";
import { classNames, type Dataset } from "./data.js";
import { logits, sigmoid } from "./logistic-regression.js";
import type { Trained } from "./training.js";

const size = { width: 860, height: 420, marginLeft: 66, marginRight: 24 };
const partColours = { train: colours.blue, validation: colours.orange };
const classColours = { benign: colours.blue, malignant: colours.orange };
const centred = { labelAnchor: "center", labelArrow: "none" } as const;
const rowTicks = [0, 1, 5, 20, 50];

/** The loss over the epochs, one panel per model, with a line at the epoch that was kept. */
export function lossPicture(trained: readonly Trained[]): string {
  const points = trained.flatMap(({ name, curve }) =>
    curve.flatMap(({ epoch, train, validation }) => [
      { name, epoch, part: "train", loss: train },
      { name, epoch, part: "validation", loss: validation },
    ]),
  );
  return toSvg("Binary cross-entropy during training", partColours, {
    ...size,
    fx: panels(trained),
    x: { ...centred, label: "epoch", ticks: Math.min(trained[0]!.curve.length - 1, 5) },
    y: { ...centred, label: "loss (nats)", labelOffset: 50, type: "log", tickFormat: oneTwoFive },
    marks: [
      gridY(),
      frame({ stroke: "#999999" }),
      line(points, { fx: "name", x: "epoch", y: "loss", stroke: "part", strokeWidth: 2 }),
      ruleX(trained, {
        fx: "name",
        x: ({ best }: Trained) => best.epoch,
        stroke: colours.grey,
        strokeDasharray: "4 4",
      }),
      text(trained, {
        fx: "name",
        text: ({ name, best }: Trained) => `${name} loss, best at epoch ${best.epoch}`,
        frameAnchor: "top",
        dy: -18,
      }),
    ],
  });
}

/** A histogram of the predicted probabilities, with one panel per model and class. */
export function probabilityPicture(trained: readonly Trained[], data: Dataset): string {
  const bars = trained.flatMap((one) => histogram(one, data));
  const tallest = Math.max(...bars.map(({ count }) => count));
  const ticks = rowTicks.filter((n) => n <= tallest);
  return toSvg("Predicted probabilities of the test rows", classColours, {
    ...size,
    fx: panels(trained),
    fy: { domain: classNames, axis: null, padding: 0.1 },
    x: { ...centred, label: "predicted probability of malignant", domain: [0, 1], ticks: 5 },
    y: {
      ...centred,
      label: "rows (square-root scale)",
      labelOffset: 50,
      type: "sqrt",
      ticks,
      domain: [0, 1.1 * tallest],
      tickFormat: "d",
    },
    marks: [
      gridY(ticks),
      frame({ stroke: "#999999" }),
      rectY(bars, {
        fx: "name",
        fy: "class",
        x1: "from",
        x2: "to",
        y: "count",
        fill: "class",
        inset: 0.5,
      }),
      ruleY([0]),
      text(trained, {
        fx: "name",
        fy: () => classNames[0],
        text: ({ name }: Trained) => `trained on the ${name} loss`,
        frameAnchor: "top",
        dy: -18,
      }),
    ],
  });
}

/** Counts the rows of each class in twenty bins of probability. 1 falls into the last bin. */
export function histogram({ name, model }: Trained, data: Dataset) {
  const bars = classNames.map((of) =>
    Array.from({ length: 20 }, (_, i) => ({
      name,
      class: of,
      from: i / 20,
      to: (i + 1) / 20,
      count: 0,
    })),
  );
  for (const [i, z] of logits(model, data).entries())
    bars[data.labels[i]!]![Math.min(Math.floor(20 * sigmoid(z)), 19)]!.count += 1;
  return bars.flat();
}

function panels(trained: readonly Trained[]): NonNullable<PlotOptions["fx"]> {
  return { domain: trained.map(({ name }) => name), axis: null, padding: 0.1 };
}

/** Labels only those ticks of a logarithmic axis that start with 1, 2 or 5. */
function oneTwoFive(x: number): string {
  return "125".includes(x.toExponential(0).charAt(0)) ? String(Number(x.toPrecision(1))) : "";
}
