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

/** The mean loss at σ(a + b z), and Newton's step from there. */
interface Fit {
  readonly loss: number;
  readonly da: number;
  readonly db: number;
}

function fitAt({ logits, positives, negatives }: Points, a: number, b: number): Fit {
  let [sum, weight, ga, gb, haa, hab, hbb] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < logits.length; i++) {
    const z = logits[i]!;
    const x = a + b * z;
    const [positive, negative] = [positives[i]!, negatives[i]!];
    const e = Math.exp(-Math.abs(x));
    const tail = e / (1 + e);
    const p = x < 0 ? tail : 1 - tail;
    const both = positive + negative;
    sum += both * Math.log1p(e) + (x < 0 ? -x * positive : x * negative);
    weight += both;
    const residual = positive - both * p;
    const h = both * tail * (1 - tail);
    ga += residual;
    gb += residual * z;
    haa += h;
    hab += h * z;
    hbb += h * z * z;
  }
  const determinant = haa * hbb - hab * hab;
  return {
    loss: sum / weight,
    da: (hbb * ga - hab * gb) / determinant,
    db: (haa * gb - hab * ga) / determinant,
  };
}

/** What the roundings of a sum of millions of losses may make of it, relative to the sum. */
const roundings = 1e-11;

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
  let [a, b] = [0, 1];
  let fit = fitAt(points, a, b);
  const before = fit.loss;
  for (let i = 0; i < 100; i++) {
    const { da, db, loss } = fit;
    if (!Number.isFinite(da) || !Number.isFinite(db)) return null;
    // A step that is too long is halved. Next to the least loss sums differ by their roundings.
    const most = loss * (1 + roundings);
    let share = 1;
    fit = fitAt(points, a + da, b + db);
    while (!(fit.loss <= most) && share > 1e-6) {
      share /= 2;
      fit = fitAt(points, a + share * da, b + share * db);
    }
    [a, b] = [a + share * da, b + share * db];
    if (Math.abs(da) < 1e-10 * (1 + Math.abs(a)) && Math.abs(db) < 1e-10 * (1 + Math.abs(b)))
      return {
        intercept: a,
        slope: b,
        calibrationLoss: before - fit.loss,
        refinementLoss: fit.loss,
      };
  }
  return null;
}
