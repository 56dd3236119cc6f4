// The tiers of tests. What repeats a claim over many more points is of the thorough tier, which
// `npm test` leaves out and `npm run test:all` runs; of each claim, a part stays in the quick one.

import { describe, test } from "vitest";

/** Options of a test, or of a suite, of the thorough tier. */
export const thorough = { tags: ["thorough"] };

type Case<A extends readonly unknown[]> = readonly [title: string, ...args: A];
type Declare = (title: string, options: { tags?: string[] }, body: () => unknown) => void;

/** Declares each of the cases, of which only those with the titles given are in the quick tier. */
function inTiers<A extends readonly unknown[]>(
  declare: Declare,
  cases: readonly Case<A>[],
  quick: readonly string[],
  body: (...args: Case<A>) => unknown,
): void {
  const unknown = quick.filter((title) => !cases.some((one) => one[0] === title));
  if (unknown.length > 0) throw new Error(`no such cases: ${unknown.join(", ")}`);
  for (const one of cases)
    declare(one[0], quick.includes(one[0]) ? {} : thorough, () => body(...one));
}

/** Tests with a title each, of which those named stand for the others in the quick tier. */
export const testInTiers = <A extends readonly unknown[]>(
  cases: readonly Case<A>[],
  quick: readonly string[],
  body: (...args: Case<A>) => void | Promise<void>,
): void => inTiers(test, cases, quick, body);

/** Suites with a title each, of which those named stand for the others in the quick tier. */
export const describeInTiers = <A extends readonly unknown[]>(
  cases: readonly Case<A>[],
  quick: readonly string[],
  body: (...args: Case<A>) => void,
): void =>
  inTiers(
    (title, options, suite) => describe(title, options, () => void suite()),
    cases,
    quick,
    body,
  );
