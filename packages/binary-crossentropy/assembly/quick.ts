// Logits, and probabilities in the Keras dialects, of a block: which loop computes what, and what is
// left to the kernel that does everything.

import { Dialect } from "./element";
import { everything } from "./general";
import { areAllTame, lanes } from "./lanes";
import { lossesOfLogits, sumOfLogits } from "./logits";
import { lossesOfProbabilities, sumOfProbabilities } from "./probabilities";
import { hasPosWeight, weigh } from "./weigh";

/** Whole fours of vectors, of losses one by one. */
function oneByOne<T>(
  dialect: i32, count: i32, y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, keep: f64, rest: f64, lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize, storesLosses: bool,
): f64 {
  const four = 4 * lanes<T>();
  // Derivatives are scaled once they are multiplied by posWeight, if there is one.
  const isLater = hasPosWeight(posWeights, posWeight);
  const first = isLater ? 1 : scale;
  let sum: f64 = 0;
  for (let i = 0; i < count; ) {
    let at = (i as usize) * sizeof<T>();
    const left = count - i;
    const firstFactors = isLater || !factors ? 0 : factors + at;
    const length = dialect == Dialect.Logits
      ? lossesOfLogits<T>(
          left, y + at, x + at, kept && kept + i, keep, rest, first, firstFactors, out && out + at, losses + at,
        )
      : lossesOfProbabilities<T>(
          left, y + at, x + at, kept && kept + i, keep, rest, lowest, highest, added, first, firstFactors, out && out + at,
          losses + at,
        );
    sum += weigh<T>(
      length, y + at, losses + at, w && w + at, kept && kept + i, posWeights && posWeights + at, posWeight,
      scale, factors && factors + at, out && out + at, storesLosses,
    );
    i += length;
    if (i == count) break;
    at = (i as usize) * sizeof<T>();
    sum += everything<T>(
      dialect, four, y + at, x + at, w && w + at, kept && kept + i, posWeights && posWeights + at,
      posWeight, keep, rest, lowest, highest, added, scale, factors && factors + at, out && out + at,
      storesLosses ? losses + at : 0,
    );
    i += four;
  }
  return sum;
}

/**
 * Σ w L over the elements kept. Addresses are 0 where there is no such array.
 *
 * @param posWeights The factor of the positive term for each element, or 0: then it is posWeight;
 * either only without smoothing.
 * @param factors What derivatives are multiplied by beside the scale.
 * @param out Where scale · factor · dL/dx goes, 0 for what is left out; it may be x.
 * @param losses Where losses one by one may be written.
 * @param storesLosses Whether w L is wanted there, 0 for what is left out.
 */
// @ts-ignore: decorator
@inline
function quick<T>(
  dialect: i32, count: i32, y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, keep: f64, rest: f64, lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize, storesLosses: bool,
): f64 {
  const isTame = !factors || !out || areAllTame<T>(count & ~(lanes<T>() - 1), factors);
  const to = isTame ? out : 0;
  const isLogits = dialect == Dialect.Logits;
  // Two loops more for what is selected or has factors are not worth their size: that of logits in
  // double precision, and that of factors of probabilities.
  const hasLoop = isLogits ? sizeof<T>() == 4 || (!kept && !factors) : !factors;
  const isTogether = hasLoop && !w && !storesLosses && !hasPosWeight(posWeights, posWeight);
  const whole = count & ~(4 * lanes<T>() - 1);
  let sum: f64;
  if (!isTogether) {
    sum = oneByOne<T>(
      dialect, whole, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added,
      scale, factors, to, losses, storesLosses,
    );
  } else if (isLogits) sum = sumOfLogits<T>(whole, y, x, kept, keep, rest, scale, factors, to);
  else sum = sumOfProbabilities<T>(whole, y, x, kept, keep, rest, lowest, highest, added, scale, to);
  const stored = storesLosses ? losses : 0;
  // An infinite weight of a loss of 0 counts for nothing, which the other kernel knows. Weights
  // that come with a gradient are known to be tame by now.
  if (w && !(abs(sum) < Infinity) && !to) {
    sum = everything<T>(
      dialect, whole, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, 0, 0, stored,
    );
  }
  // The sum is the same under all weights, times what they have in common.
  if (!isTame) {
    everything<T>(
      dialect, whole, y, x, 0, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, factors, out, 0,
    );
  }
  if (whole < count) {
    const at = (whole as usize) * sizeof<T>();
    sum += everything<T>(
      dialect, count - whole, y + at, x + at, w && w + at, kept && kept + whole, posWeights && posWeights + at,
      posWeight, keep, rest, lowest, highest, added, scale, factors && factors + at, out && out + at, stored && stored + at,
    );
  }
  return sum;
}

export function quickF32(
  dialect: i32, count: i32, y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, keep: f64, rest: f64, lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize, storesLosses: bool,
): f64 {
  return quick<f32>(
    dialect, count, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added,
    scale, factors, out, losses, storesLosses,
  );
}

export function quickF64(
  dialect: i32, count: i32, y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, keep: f64, rest: f64, lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize, storesLosses: bool,
): f64 {
  return quick<f64>(
    dialect, count, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added,
    scale, factors, out, losses, storesLosses,
  );
}
