// The loss of one element with its derivatives, as the definition has them, in 30 digits. Where it
// calls for numbers of a precision, as where probabilities are clipped, they are rounded to it one
// by one.
//
// y label, s label smoothing, t label after smoothing, u = 1 − t, z logit, p probability, w
// posWeight.

import { type Focus, focus } from "./focal.js";
import { log, log1p, sigmoid, softplus } from "./functions.js";
import { belowOne, type Dtype, round } from "./precision.js";
import {
  absolute,
  add,
  divide,
  isFiniteReal,
  isZero,
  larger,
  multiply,
  nan,
  negate,
  one,
  type Real,
  real,
  shift,
  subtract,
  zero,
} from "./real.js";

export type Dialect = "keras2" | "keras3" | "torch" | "exact";

export interface ElementOptions {
  readonly fromLogits: boolean;
  readonly dialect: Dialect;
  readonly epsilon: number;
  readonly labelSmoothing: number;
  readonly dtype: Dtype;
  /** What makes it focal loss. */
  readonly focus?: Focus | undefined;
}

/** A true number, and what it is accurate in relation to. */
export interface Truth {
  readonly value: Real;
  /** The sum of the sizes of the terms whose difference the value is. */
  readonly size: Real;
  /** Whether the definition leaves the value open, as for probabilities that are none. */
  readonly isOpen: boolean;
}

export interface ElementTruth {
  readonly loss: Truth;
  readonly gradient: Truth;
  readonly hessian: Truth;
  /** Whether the loss has one term alone, and the gradient so too. */
  readonly isHard: boolean;
}

const truth = (value: Real, size = absolute(value), isOpen = false): Truth => ({
  value,
  size,
  isOpen,
});
const open = truth(nan, nan, true);
const unknown = truth(nan);

/** a − b, as a truth about a difference. */
const difference = (a: Real, b: Real): Truth =>
  truth(subtract(a, b), add(absolute(a), absolute(b)));
const sum = (a: Real, b: Real): Truth => difference(a, negate(b));

/** a / b with 0 / 0 = 0. */
const quotient = (a: Real, b: Real): Real => (isZero(a) && isZero(b) ? zero : divide(a, b));

/** The terms' coefficients: w t of the positive one, u of the negative one. */
interface Labels {
  readonly positive: Real;
  readonly negative: Real;
  /** The label itself. */
  readonly t: Real;
}

function labelsOf(y: number, s: number, w: number): Labels {
  const [label, half] = [real(y), shift(real(s), -1)];
  const keep = subtract(one, real(s));
  const t = add(multiply(label, keep), half);
  const u = add(multiply(subtract(one, label), keep), half);
  return { positive: multiply(real(w), t), negative: u, t };
}

export type Truths = Omit<ElementTruth, "isHard">;

const allUnknown: Truths = { loss: unknown, gradient: unknown, hessian: unknown };
const allOpen: Truths = { loss: open, gradient: open, hessian: open };

/** All of one element, from a label, a prediction and a posWeight in the compute dtype. */
export function elementTruth(
  y: number,
  x: number,
  w: number,
  options: ElementOptions,
): ElementTruth {
  if (Math.abs(y) === Infinity) return { ...allOpen, isHard: false };
  const labels = labelsOf(y, options.labelSmoothing, w);
  const isUnknown = x !== x || y !== y;
  if (options.focus) return focused(labels, y, x, options, isUnknown);
  const truths = truthsOf(labels, x, options, isUnknown);
  if (!(y < 0 || y > 1))
    return { ...truths, isHard: isZero(labels.positive) || isZero(labels.negative) };
  // Smoothing a label outside [0, 1] is a difference, of which t and 1 − t are what is left.
  const most = real(1 + Math.abs(y));
  const bounds = truthsOf(
    { positive: multiply(real(w), most), negative: most, t: most },
    x,
    options,
    isUnknown,
  );
  const within = (quantity: keyof Truths): Truth => ({
    ...truths[quantity],
    size: bounds[quantity].size,
  });
  return {
    loss: within("loss"),
    gradient: within("gradient"),
    hessian: within("hessian"),
    isHard: false,
  };
}

/** Focal loss: of labels and probabilities in [0, 1] alone. */
function focused(
  labels: Labels,
  y: number,
  x: number,
  options: ElementOptions,
  isUnknown: boolean,
): ElementTruth {
  const { t, negative } = labels;
  const isHard = isZero(t) || isZero(negative);
  if (isUnknown) return { ...allUnknown, isHard: false };
  const isOutside = y < 0 || y > 1 || (!options.fromLogits && (x < 0 || x > 1));
  if (isOutside) return { ...allOpen, isHard: false };
  const truths = truthsOf(labels, x, options, false);
  return { ...focus(truths, options.focus!, t, negative, x, options.fromLogits), isHard };
}

function truthsOf(labels: Labels, x: number, options: ElementOptions, isUnknown: boolean): Truths {
  const { fromLogits, dialect } = options;
  if (!fromLogits && (dialect === "keras2" || dialect === "keras3"))
    return ofKeras(labels, x, options, isUnknown);
  if (isUnknown) return allUnknown;
  if (fromLogits) return ofLogit(labels, x);
  return dialect === "exact" ? ofProbability(labels, x) : ofTorch(labels, x);
}

/** L = u softplus(z) + w t softplus(−z). */
function ofLogit({ positive, negative }: Labels, z: number): Truths {
  const x = real(z);
  const [rising, falling] = [sigmoid(x), sigmoid(negate(x))];
  const loss = sum(multiply(negative, softplus(x)), multiply(positive, softplus(negate(x))));
  const gradient = difference(multiply(negative, rising), multiply(positive, falling));
  const hessian = truth(
    multiply(add(negative, positive), multiply(rising, falling)),
    multiply(add(absolute(negative), absolute(positive)), multiply(rising, falling)),
  );
  // At an infinite logit a label outside [0, 1] costs +∞ by the letter of the definition, −∞ by its
  // formula.
  const isOdd = !isFiniteReal(x) && (positive.hi < 0 || negative.hi < 0);
  return { loss: isOdd ? open : loss, gradient, hessian };
}

/** L = −(w t log q + u log r), where q rises and r falls at the rate 1. */
function ofLogarithms(
  { positive, negative }: Labels,
  q: Real,
  r: Real,
  logQ: Real,
  logR: Real,
): Truths {
  return {
    loss: sum(multiply(positive, negate(logQ)), multiply(negative, negate(logR))),
    gradient: difference(quotient(negative, r), quotient(positive, q)),
    hessian: sum(quotient(quotient(negative, r), r), quotient(quotient(positive, q), q)),
  };
}

/** The `exact` dialect. */
function ofProbability(labels: Labels, x: number): Truths {
  if (x < 0 || x > 1) return { loss: unknown, gradient: open, hessian: open };
  const p = real(x);
  return ofLogarithms(labels, p, subtract(one, p), log(p), log1p(negate(p)));
}

const tiny = real(1e-12);
const lowestLog = real(-100);

/** PyTorch: logarithms no smaller than −100, a denominator no smaller than 1e−12. */
function ofTorch(labels: Labels, x: number): Truths {
  if (x < 0 || x > 1) return { loss: unknown, gradient: open, hessian: open };
  const { positive, negative } = labels;
  const p = real(x);
  const r = subtract(one, p);
  const { loss } = ofLogarithms(
    labels,
    p,
    r,
    larger(log(p), lowestLog),
    larger(log1p(negate(p)), lowestLog),
  );
  const denominator = larger(multiply(p, r), tiny);
  const [rises, falls] = [
    divide(multiply(negative, p), denominator),
    divide(multiply(positive, r), denominator),
  ];
  const [pAndTiny, rAndTiny] = [add(p, tiny), add(r, tiny)];
  const square = (a: Real) => multiply(a, a);
  const curvature = square(multiply(pAndTiny, rAndTiny));
  const hessian = sum(
    divide(multiply(negative, square(p)), curvature),
    divide(multiply(positive, square(r)), curvature),
  );
  return { loss, gradient: difference(rises, falls), hessian };
}

/** The clip of a Keras dialect in the compute dtype, and what is added to each term. */
export function clipOf({ dialect, epsilon, dtype }: ElementOptions): {
  lowest: number;
  highest: number;
  added: number;
} {
  const eps = round(epsilon, dtype);
  const highest = round(1 - eps, dtype);
  return {
    lowest: eps,
    highest: highest === 1 && epsilon > 0 ? belowOne(dtype) : highest,
    added: dialect === "keras2" ? eps : 0,
  };
}

/** tf.keras 2 and Keras 3, each step rounded to the compute dtype as it is there. */
function ofKeras(labels: Labels, p: number, options: ElementOptions, isUnknown: boolean): Truths {
  const { lowest, highest, added } = clipOf(options);
  const isClipped = p < lowest || p > highest;
  if (isUnknown) return isClipped ? { loss: unknown, gradient: open, hessian: open } : allUnknown;
  const c = Math.min(Math.max(p, lowest), highest);
  const q = real(round(c + added, options.dtype));
  const r = real(round(round(1 - c, options.dtype) + added, options.dtype));
  const truths = ofLogarithms(labels, q, r, log(q), log(r));
  return isClipped ? { loss: truths.loss, gradient: truth(zero), hessian: truth(zero) } : truths;
}
