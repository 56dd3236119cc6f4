// The measures of bce score once more, by their definitions and without a thought for speed: pairs
// are compared with pairs.

export interface Row {
  y: number;
  p: number;
  w: number;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/**
 * ROC AUC: the share of pairs of a positive and a negative in which the positive is predicted
 * higher; a tie is a half.
 */
export function rocAuc(rows: readonly Row[]): number {
  let [won, all] = [0, 0];
  for (const a of rows) {
    for (const b of rows) {
      const pairs = a.w * a.y * b.w * (1 - b.y);
      all += pairs;
      won += pairs * (a.p > b.p ? 1 : a.p === b.p ? 0.5 : 0);
    }
  }
  return won / all;
}

/** Average precision: Σ (recall gained) · precision over all thresholds. */
export function averagePrecision(rows: readonly Row[]): number {
  const positives = sum(rows.map(({ y, w }) => w * y));
  const thresholds = [...new Set(rows.map(({ p }) => p))].sort((a, b) => b - a);
  let [area, before] = [0, 0];
  for (const threshold of thresholds) {
    const above = rows.filter(({ p }) => p >= threshold);
    const hits = sum(above.map(({ y, w }) => w * y));
    area += ((hits - before) / positives) * (hits / sum(above.map(({ w }) => w)));
    before = hits;
  }
  return area;
}

/** Expected calibration error over ten bins of equal width. */
export function calibrationError(rows: readonly Row[]): number {
  const gaps = Array.from({ length: 10 }, (_, i) => {
    const bin = rows.filter(({ p }) => Math.min(Math.floor((p * 20) / 2), 9) === i);
    return Math.abs(sum(bin.map(({ y, p, w }) => w * (p - y))));
  });
  return sum(gaps) / sum(rows.map(({ w }) => w));
}

export function brier(rows: readonly Row[]): number {
  return sum(rows.map(({ y, p, w }) => w * (p - y) ** 2)) / sum(rows.map(({ w }) => w));
}

/** Mean of −(y ln p + (1 − y) ln(1 − p)), for p away from 0 and 1. */
export function loss(rows: readonly Row[]): number {
  return (
    sum(rows.map(({ y, p, w }) => -w * (y * Math.log(p) + (1 - y) * Math.log1p(-p)))) /
    sum(rows.map(({ w }) => w))
  );
}
