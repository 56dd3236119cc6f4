// Whether a mean, or the difference of two, is above 0; and whether a group's is above that of the
// rest.

import type { MeanError } from "./interval.js";
import { studentAsNormal, studentTail } from "./student.js";

/** What is known of a mean, and of how many rows of equal weight. */
export interface GroupError extends MeanError {
  /** (Σ w)² / Σ w² */
  readonly equal: number;
}

/** A mean's variance, and the degrees of freedom from which it is known. */
export interface Variance {
  readonly variance: number;
  readonly degrees: number;
}

export interface Excess {
  /** Of two means, such as that of a group minus that of the rest. */
  readonly difference: number;
  readonly standardError: number;
  /** As a normal number: the difference in standard errors, less for few degrees of freedom. */
  readonly z: number;
  /** The chance of so large a difference, if there is none. */
  readonly p: number;
}

/**
 * The variance of a group's mean: its own or, if that is larger, the one that as many rows of the
 * rest would have. A few rows that happen to cost the same would otherwise be certain of it.
 *
 * @param rest null without other rows
 */
export function varianceOf(group: GroupError, rest: GroupError | null): Variance {
  const asRest = rest === null ? 0 : (rest.spread ** 2 * rest.equal) / group.equal;
  return { variance: Math.max(group.spread ** 2, asRest), degrees: group.degrees };
}

/** Those of a sum or a difference of two means, by Welch and Satterthwaite. */
export function varianceOfBoth(a: Variance, b: Variance): Variance {
  const variance = a.variance + b.variance;
  const degrees = variance ** 2 / (a.variance ** 2 / a.degrees + b.variance ** 2 / b.degrees);
  // Without any variance, or with one that is not known.
  return { variance, degrees: degrees > 0 ? degrees : Math.min(a.degrees, b.degrees) };
}

/**
 * Whether a difference is above 0, one-sided.
 *
 * @returns null if the difference has no standard error
 * @param covariance of the two means, if the same clusters have rows in both
 */
export function excessOver(
  difference: number,
  { variance, degrees }: Variance,
  covariance = 0,
): Excess | null {
  const standardError = Math.sqrt(Math.max(0, variance - 2 * covariance));
  // Losses that are all the same say nothing of how much others vary.
  if (!(standardError > 0 && standardError < Infinity)) return null;
  const t = difference / standardError;
  return {
    difference,
    standardError,
    z: Math.sign(t) * studentAsNormal(Math.abs(t), degrees),
    p: studentTail(t, degrees),
  };
}

/** Welch's test of a group against the rest. */
export function excessOf(group: GroupError, rest: GroupError, covariance = 0): Excess | null {
  const others = { variance: rest.spread ** 2, degrees: rest.degrees };
  const both = varianceOfBoth(varianceOf(group, rest), others);
  return excessOver(group.mean - rest.mean, both, covariance);
}
