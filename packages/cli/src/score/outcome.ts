// The outcome of a process: what it found in its portion of the files, or why it failed.

import { DataError } from "../errors.js";
import type { Part } from "./part.js";

export interface Found {
  readonly files: readonly string[];
  readonly part: Part;
}

/** Files are found, then all of them are opened, then they are read. */
const steps = ["find", "open", "read"] as const;

type Step = (typeof steps)[number];

/**
 * How far a process has come. Of several errors, the one counts that a single process would meet
 * first.
 */
export interface Place {
  step: Step;
  /** The number of the source. */
  source: number;
  /** The number of its rows that other processes read before these. */
  before: number;
}

export interface Failure {
  readonly message: string;
  readonly exitCode: number;
  readonly place: Place;
}

export const isFailure = (outcome: Found | Failure): outcome is Failure => "message" in outcome;

export function failureAt(place: Place, { message, exitCode }: DataError): Failure {
  return { message, exitCode, place: { ...place } };
}

/**
 * What all processes found. If one failed, all end with its code and the first one gives the
 * reason.
 * @throws DataError where one of them failed.
 */
export function requireFound(
  outcomes: readonly (Found | Failure)[],
  rank: number,
): readonly Found[] {
  const [failure] = outcomes.filter(isFailure).sort((a, b) => compare(a.place, b.place));
  if (failure !== undefined)
    throw new DataError(rank === 0 ? failure.message : "", failure.exitCode);
  return outcomes.filter((outcome): outcome is Found => !isFailure(outcome));
}

function compare(a: Place, b: Place): number {
  return (
    steps.indexOf(a.step) - steps.indexOf(b.step) || a.source - b.source || a.before - b.before
  );
}
