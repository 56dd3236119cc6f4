// The tutorial's pictures: the epochs that the initial bias saves, the losses of the three models,
// and how well they rank.

import type { Table } from "../data/table.js";
import { precisionRecallCurve, type Ranking, rank, rocCurve } from "../measures/ranking.js";
import type { Colour, Curves, Line, Point } from "../tutorial.js";
import type { EpochEntry, Result } from "./results.js";

const colourOf: Readonly<Record<string, Colour>> = {
  "zero bias": "grey",
  baseline: "blue",
  weighted: "orange",
  oversampled: "green",
};

export function picturesOf(
  history: readonly EpochEntry[],
  results: readonly Result[],
  test: Table,
): readonly Curves[] {
  const models = results.filter(({ stage }) => stage.name !== "zero bias");
  const pictures = [biasPicture(history)];
  if (models.length > 0)
    pictures.push(
      lossPicture(history, models),
      rocPicture(models, test),
      precisionRecallPicture(models, test),
    );
  return pictures;
}

/** The first epochs with and without the bias. */
function biasPicture(history: readonly EpochEntry[]): Curves {
  const last = Math.max(
    ...history.filter(({ stage }) => stage === "zero bias").map(({ epoch }) => epoch),
  );
  const line = (stage: string, name: string): Line => ({
    name,
    colour: colourOf[stage]!,
    points: losses(history, stage, "validationLoss").filter(([epoch]) => epoch <= last),
  });
  return {
    kind: "curves",
    name: "bias",
    title: "The initial bias",
    x: { label: "epoch", scale: "whole" },
    y: { label: "loss of the validation rows (nats)", scale: "log" },
    lines: [line("zero bias", "zero bias"), line("baseline", "careful bias")],
  };
}

function lossPicture(history: readonly EpochEntry[], models: readonly Result[]): Curves {
  // The value before the first update is the plain loss, which does not compare with the others.
  const lines = models.flatMap(({ stage: { name } }): Line[] => [
    { name: "train", colour: "blue", panel: name, points: losses(history, name, "loss").slice(1) },
    {
      name: "validation",
      colour: "orange",
      panel: name,
      points: losses(history, name, "validationLoss").slice(1),
    },
  ]);
  return {
    kind: "curves",
    name: "losses",
    title: "Losses",
    x: { label: "epoch", scale: "whole" },
    y: { label: "loss (nats)", scale: "log" },
    lines,
  };
}

function losses(
  history: readonly EpochEntry[],
  of: string,
  key: "loss" | "validationLoss",
): Point[] {
  return history.flatMap(({ stage, epoch, [key]: loss }) =>
    stage === of ? [[epoch, loss] as const] : [],
  );
}

function rocPicture(models: readonly Result[], test: Table): Curves {
  return {
    kind: "curves",
    name: "roc",
    title: "ROC of the test rows",
    x: { label: "false positives among the negatives", domain: [0, 0.2] },
    y: { label: "true positives among the positives", domain: [0.5, 1] },
    lines: curves(models, test, rocCurve),
  };
}

function precisionRecallPicture(models: readonly Result[], test: Table): Curves {
  return {
    kind: "curves",
    name: "precision-recall",
    title: "Precision and recall of the test rows",
    x: { label: "recall", domain: [0, 1] },
    y: { label: "precision", domain: [0, 1] },
    lines: curves(models, test, precisionRecallCurve),
  };
}

/** One line per model, in its colour. */
function curves(
  models: readonly Result[],
  { labels }: Table,
  curveOf: (ranked: Ranking) => Point[],
): Curves["lines"] {
  return models.map(({ stage: { name }, scores }) => ({
    name,
    colour: colourOf[name]!,
    points: curveOf(rank(scores, labels)),
  }));
}
