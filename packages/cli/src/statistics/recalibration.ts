// The logistic recalibration of predictions: σ(a + b z) of their logits z, with the a and b of the
// least loss. Well calibrated predictions have a = 0 and b = 1. Source: Cox, Two further applications
// of a model for binary regression, 1958.

export interface Recalibration {
  readonly intercept: number;
  readonly slope: number;
  /** The mean loss that it saves: what is lost by calibration. */
  readonly calibrationLoss: number;
  /** The mean loss that is left: what no shift or stretch of the logits mends. */
  readonly refinementLoss: number;
}

interface Points {
  readonly logits: Float64Array;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** ln(1 + e^x) */
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

function lossOf({ logits, positives, negatives }: Points, a: number, b: number): number {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < logits.length; i++) {
    const z = a + b * logits[i]!;
    sum += positives[i]! * softplus(-z) + negatives[i]! * softplus(z);
    weight += positives[i]! + negatives[i]!;
  }
  return sum / weight;
}

/** Newton's step. */
function stepOf({ logits, positives, negatives }: Points, a: number, b: number): [number, number] {
  let [ga, gb, haa, hab, hbb] = [0, 0, 0, 0, 0];
  for (let i = 0; i < logits.length; i++) {
    const z = logits[i]!;
    const p = 1 / (1 + Math.exp(-(a + b * z)));
    const weight = positives[i]! + negatives[i]!;
    const residual = positives[i]! * (1 - p) - negatives[i]! * p;
    const h = weight * p * (1 - p);
    ga += residual;
    gb += residual * z;
    haa += h;
    hab += h * z;
    hbb += h * z * z;
  }
  const determinant = haa * hbb - hab * hab;
  return [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
}

/** Whether some logits of each class lie above some of the other one: if not, no b is the best. */
function doOverlap({ logits, positives, negatives }: Points): boolean {
  const ends = (weights: Float64Array) => {
    const own = logits.filter((_, i) => weights[i]! > 0);
    return [own[0] ?? NaN, own.at(-1) ?? NaN] as const;
  };
  const [[lowest, highest], [least, most]] = [ends(positives), ends(negatives)];
  return lowest < most && least < highest;
}

/**
 * Null where there are none: of one class, one prediction, or classes that do not overlap.
 *
 * @param points in ascending order of logits
 */
export function recalibrate(points: Points): Recalibration | null {
  if (!doOverlap(points)) return null;
  const before = lossOf(points, 0, 1);
  let [a, b, loss] = [0, 1, before];
  for (let i = 0; i < 100; i++) {
    const [da, db] = stepOf(points, a, b);
    if (!Number.isFinite(da) || !Number.isFinite(db)) return null;
    // A step that is too long is halved.
    let share = 1;
    let next = lossOf(points, a + da, b + db);
    while (!(next <= loss + 1e-15) && share > 1e-6) {
      share /= 2;
      next = lossOf(points, a + share * da, b + share * db);
    }
    [a, b, loss] = [a + share * da, b + share * db, next];
    if (Math.abs(da) < 1e-10 * (1 + Math.abs(a)) && Math.abs(db) < 1e-10 * (1 + Math.abs(b)))
      return { intercept: a, slope: b, calibrationLoss: before - loss, refinementLoss: loss };
  }
  return null;
}
