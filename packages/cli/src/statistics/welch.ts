// Whether the mean of a group is above that of the rest.

import type { MeanError } from "./interval.js";
import { studentAsNormal, studentTail } from "./student.js";

/** What is known of a mean, and of how many rows of equal weight. */
export interface GroupError extends MeanError {
  /** (Σ w)² / Σ w² */
  readonly equal: number;
}

export interface Excess {
  /** The mean of the group minus that of the rest. */
  readonly difference: number;
  readonly standardError: number;
  /** As a normal number: the difference in standard errors, less for few degrees of freedom. */
  readonly z: number;
  /** The chance of so large a difference, if there is none. */
  readonly p: number;
}

/**
 * Welch's test, one-sided. The variance of the group's mean is its own, or, if that is larger, the
 * one that as many rows of the rest would have: a few rows that happen to cost the same would
 * otherwise be certain of it.
 *
 * @returns null if the difference has no standard error
 * @param covariance of both means, if the same clusters have rows in both
 */
export function excessOf(group: GroupError, rest: GroupError, covariance = 0): Excess | null {
  const asRest = (rest.spread ** 2 * rest.equal) / group.equal;
  const own = Math.max(group.spread ** 2, asRest);
  const others = rest.spread ** 2;
  const difference = group.mean - rest.mean;
  const standardError = Math.sqrt(Math.max(0, own + others - 2 * covariance));
  // Losses that are all the same say nothing of how much others vary.
  if (!(standardError > 0 && standardError < Infinity)) return null;
  const degrees = (own + others) ** 2 / (own ** 2 / group.degrees + others ** 2 / rest.degrees);
  const t = difference / standardError;
  return {
    difference,
    standardError,
    z: Math.sign(t) * studentAsNormal(Math.abs(t), degrees),
    p: studentTail(t, degrees),
  };
}
