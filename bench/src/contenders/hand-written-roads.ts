// The loop that people write by hand for data with rows, weights, masks and labels to be ignored:
// of logits, with sums in double precision, and no checks.

import { type FloatArray, newArray } from "../data.js";
import { type Form, formsOf, type Values } from "../roads/forms.js";
import { layoutOf } from "../roads/layout.js";
import { ignored } from "../roads/road.js";
import { flat } from "../roads/roads.js";
import { type RoadWorkload, smoothingOf } from "../workloads.js";
import type { Inputs, Ready } from "./contender.js";
import { squaredErrors } from "./squared-error.js";

/** Undefined where nobody would write a loop for it. */
export function handWrittenRoad(workload: RoadWorkload, inputs: Inputs): Ready | undefined {
  const { road = flat, quantity, dtype, n } = workload;
  if (quantity === "Hessian" || workload.input !== "logits") return undefined;
  if (road.own) return { run: () => meanOf(squaredErrors(inputs.labels, inputs.predictions)) };
  const { columns, cells } = layoutOf(workload);
  const loop = road.axis === 0 ? lossesOfColumns : loopOverRows;
  const losses = road.reduction === "none" ? newArray(dtype, cells) : undefined;
  const grad = quantity === "value" ? undefined : newArray(dtype, n);
  const { labels, predictions, weights, mask, posWeight } = formsOf(workload, inputs, (a) => a);
  const job: Job = {
    labels: rowsOf(labels),
    predictions: rowsOf(predictions),
    rows: n / columns,
    columns,
    smoothing: smoothingOf(workload),
    elementWeights: road.weights === "elements" ? weights : undefined,
    rowWeights: road.weights === "samples" ? weights : undefined,
    elementMask: road.mask === "elements" ? mask : undefined,
    rowMask: road.mask === "samples" ? mask : undefined,
    ignoring: road.ignoring,
    posWeight: typeof posWeight === "number" ? posWeight : 1,
    posWeights: typeof posWeight === "object" ? posWeight : undefined,
    losses,
    grad,
  };
  return { run: () => loop(job), grad: () => grad ?? losses };
}

interface Job {
  readonly labels: Rows;
  readonly predictions: Rows;
  readonly rows: number;
  readonly columns: number;
  readonly smoothing: number;
  readonly elementWeights: FloatArray | undefined;
  readonly rowWeights: FloatArray | undefined;
  readonly elementMask: Uint8Array | undefined;
  readonly rowMask: Uint8Array | undefined;
  readonly ignoring: boolean;
  readonly posWeight: number;
  readonly posWeights: number[] | undefined;
  readonly losses: FloatArray | undefined;
  readonly grad: FloatArray | undefined;
}

/** One array with strides, or an array for each row. */
interface Rows {
  readonly data: Values | undefined;
  readonly nested: (number[] | boolean[])[] | undefined;
  readonly rowStep: number;
  readonly columnStep: number;
}

function rowsOf(form: Form): Rows {
  if (!("strides" in form)) return { data: undefined, nested: form, rowStep: 0, columnStep: 1 };
  const [rowStep, columnStep] = form.strides;
  return { data: form.data, nested: undefined, rowStep, columnStep };
}

function loopOverRows(job: Job): number {
  const { labels, predictions, rows, columns, smoothing, losses, grad } = job;
  const { elementWeights, rowWeights, elementMask, posWeight, posWeights } = job;
  const leavesOut = elementMask !== undefined || job.rowMask !== undefined || job.ignoring;
  const counted = leavesOut ? countRows(job) : rows;
  const cells = losses ? 1 : counted;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const y = labels.nested ? labels.nested[i]! : labels.data!;
    const z = predictions.nested ? predictions.nested[i]! : predictions.data!;
    const count = leavesOut ? countOf(job, i) : columns;
    const rowWeight = rowWeights ? rowWeights[i]! : 1;
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const at = i * columns + j;
      const label = +y[i * labels.rowStep + j * labels.columnStep]!;
      if (leavesOut && (count === 0 || isLeftOut(job, at, label))) {
        if (grad) grad[at] = 0;
        continue;
      }
      const t = label * (1 - smoothing) + smoothing / 2;
      const logit = +z[i * predictions.rowStep + j * predictions.columnStep]!;
      const positive = (posWeights ? posWeights[j]! : posWeight) * t;
      const w = elementWeights ? elementWeights[at]! : rowWeight;
      const softplus = Math.max(-logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
      sum += w * ((1 - t) * logit + (1 - t + positive) * softplus);
      if (grad) {
        const p = 1 / (1 + Math.exp(-logit));
        grad[at] = (w * ((1 - t) * p - positive * (1 - p))) / (count * cells);
      }
    }
    if (losses) losses[i] = sum / count;
    if (count > 0) total += sum / count;
  }
  return losses ? losses[0]! : total / counted;
}

/** A loss for each column, and the gradient of their sum. */
function lossesOfColumns(job: Job): number {
  const { labels, predictions, rows, columns, smoothing, losses, grad } = job;
  const [y, z] = [labels.data as FloatArray, predictions.data as FloatArray];
  const sums = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = i * columns + j;
      const t = y[at]! * (1 - smoothing) + smoothing / 2;
      const logit = z[at]!;
      sums[j]! += Math.max(logit, 0) - logit * t + Math.log1p(Math.exp(-Math.abs(logit)));
      if (grad) grad[at] = (1 / (1 + Math.exp(-logit)) - t) / rows;
    }
  }
  for (let j = 0; j < columns; j++) losses![j] = sums[j]! / rows;
  return losses![0]!;
}

function isLeftOut({ elementMask, ignoring }: Job, at: number, label: number): boolean {
  return (ignoring && label === ignored) || (elementMask !== undefined && elementMask[at] === 0);
}

/** How many elements of a row count. */
function countOf(job: Job, row: number): number {
  const { labels, columns, rowMask, ignoring } = job;
  if (rowMask) return rowMask[row] === 0 ? 0 : columns;
  let count = 0;
  for (let j = 0; j < columns; j++) {
    const label = ignoring ? +labels.data![row * labels.rowStep + j * labels.columnStep]! : 0;
    if (!isLeftOut(job, row * columns + j, label)) count++;
  }
  return count;
}

function countRows(job: Job): number {
  let counted = 0;
  for (let row = 0; row < job.rows; row++) if (countOf(job, row) > 0) counted++;
  return counted;
}

function meanOf(losses: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < losses.length; i++) sum += losses[i]!;
  return sum / losses.length;
}
