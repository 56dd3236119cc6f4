// Which of the reference cases of tf.keras 2 and Keras 3 are columns of numbers, and what they come
// to.

import type { JsonTensor } from "@binary-crossentropy/test/golden";
import type { KerasCase } from "@binary-crossentropy/test/keras-case";

const isColumn = ({ shape }: JsonTensor) =>
  shape.length === 1 || (shape.length === 2 && shape[1] === 1);
const isShare = (x: unknown) => Number(x) >= 0 && Number(x) <= 1;

/** One weight per row, or null where the case's weights are none such. */
export function weightsOf({
  sample_weight: weight,
  y_pred,
}: KerasCase): number[] | null | undefined {
  if (!weight) return undefined;
  const rows = y_pred.shape[0]!;
  if (weight.data.length === 1 && rows !== 1)
    return Array.from({ length: rows }, () => Number(weight.data[0]));
  return weight.data.length === rows && isColumn(weight) ? weight.data.map(Number) : null;
}

/**
 * Whether a case is about rows that bce score takes, and its value is one of the sums that it
 * gives.
 */
export function fits(golden: KerasCase): boolean {
  const { y_true, y_pred, options, documented, expect: expected } = golden;
  return (
    documented === "same" &&
    golden.form === "class" &&
    expected.value !== undefined &&
    options.reduction !== "none" &&
    options.reduction !== null &&
    (options.axis ?? -1) === -1 &&
    [y_true, y_pred].every(isColumn) &&
    y_true.data.length === y_pred.data.length &&
    y_true.data.length > 0 &&
    ["float32", "float64"].includes(y_pred.dtype) &&
    y_true.data.every(isShare) &&
    (options.from_logits ? y_pred.data.every((x) => x !== "NaN") : y_pred.data.every(isShare)) &&
    weightsOf(golden) !== null &&
    (weightsOf(golden) ?? []).every((w) => w >= 0) &&
    // Flat data without weights is one sample, whose loss is the mean over its rows: every
    // reduction gives it.
    (y_pred.shape.length === 2 ||
      golden.sample_weight == null ||
      golden.sample_weight.data.length > 1)
  );
}

export function sumOf(
  result: { total: { lossSum: number; count: number; loss: number | null } },
  golden: KerasCase,
): number {
  const { lossSum, count, loss } = result.total;
  const isOneSample = golden.y_pred.shape.length === 1 && !golden.sample_weight;
  if (golden.options.reduction === "sum" && !isOneSample) return lossSum;
  return golden.options.reduction === "mean_with_sample_weight" ? loss! : lossSum / count;
}

/** The options of bce for a case, but for the columns. */
export function argsOf({ options, y_pred }: KerasCase, dialect: string): string[] {
  return [
    ...["--dialect", dialect, "--dtype", y_pred.dtype],
    ...(options.from_logits ? ["--from-logits"] : []),
    ...(options.label_smoothing ? ["--label-smoothing", String(options.label_smoothing)] : []),
  ];
}

/**
 * Whether a case is met. The references round in float32, and tf.keras reduces float64 in it too.
 */
export function isMet(actual: number, { expect: expected, y_pred }: KerasCase): boolean {
  const value = Number(expected.value!.data[0]);
  const tolerance = y_pred.dtype === "float32" ? 2e-6 : 2e-7;
  return (
    actual === value || Math.abs(actual - value) <= tolerance * Math.max(Math.abs(value), 1e-6)
  );
}
