// Which stages a call goes through, and what its value is divided by. Nothing of the device is known
// here.
//
//   rows      where elements of a row may be left out: what each row keeps
//   elements  where derivatives are divided by a sum of the data: that sum, then finish
//   elements  derivatives, and the sums of the value: the one pass over the data that every call has
//   finish    the value, where it stays on the device
//   rows      the losses, one for each row

import { type Divisor, dividesBy, type Reduction } from "../semantics/reduction.js";
import type { Layout } from "./spans.js";
import type { Derivative, DivisorFrom, OperandKinds, Stage, SumName } from "./variant.js";

/** What a call is to give. */
export interface Wanted {
  /** Whether the value is summed up, and whether a stage on the device finishes it. */
  readonly value: "sums" | "finished" | null;
  readonly derivatives: readonly Derivative[];
  readonly losses: boolean;
}

/** Where a stage writes its results. */
export type Target = "factors" | "grad" | "hessian" | "losses" | "value" | null;

export interface Step {
  readonly stage: Stage;
  readonly target: Target;
}

export interface Way {
  readonly steps: readonly Step[];
  readonly divisor: DivisorFrom;
  /** The divisor, where it is the host's. */
  readonly hostDivisor: number;
}

/** Rows up to here are one invocation's. */
const shortRow = 64;

export function wayOf(
  reduction: Reduction,
  kinds: OperandKinds,
  layout: Layout,
  wanted: Wanted,
): Way {
  const { rows, rowLength, count, selectsWithin } = layout;
  // Of one row alone the elements kept are those of the whole call.
  const readsRows = selectsWithin && rows > 1 && rowLength > 1;
  const asked = dividesBy(reduction);
  const divisor = divisorFrom(asked, kinds, layout, readsRows);
  const hostDivisor = asked === "nothing" ? (readsRows ? 1 : rowLength) : count;
  const elements = (sums: readonly SumName[], derivative: Derivative | null): Stage => ({
    stage: "elements",
    sums,
    derivative,
    readsDivisor: derivative !== null && divisor !== "host",
    readsRows,
  });
  const ofRows = (gives: "factors" | "losses"): Stage => ({
    stage: "rows",
    gives,
    lanes: rowLength <= shortRow ? 1 : 256,
  });
  const finish = (gives: "value" | "divisor"): Stage => ({ stage: "finish", gives, divisor });
  const steps: Step[] = [];
  const step = (stage: Stage, target: Target) => steps.push({ stage, target });
  const divisorSums: SumName[] = divisor === "host" ? [] : [divisor];
  const [first = null, ...others] = wanted.derivatives;
  if (readsRows && (first || wanted.value)) step(ofRows("factors"), "factors");
  if (first && divisor !== "host") {
    step(elements(divisorSums, null), null);
    step(finish("divisor"), "factors");
  }
  for (const other of others) step(elements([], other), outputs[other]);
  if (first || wanted.value)
    step(elements(wanted.value ? ["losses", ...divisorSums] : [], first), first && outputs[first]);
  if (wanted.value === "finished") step(finish("value"), "value");
  if (wanted.losses) step(ofRows("losses"), "losses");
  return { steps, divisor, hostDivisor };
}

/** The output of each derivative. */
export const outputs = { gradient: "grad", hessian: "hessian" } as const satisfies Readonly<
  Record<Derivative, Target>
>;

function divisorFrom(
  asked: Divisor,
  { weight }: OperandKinds,
  { rows, selects }: Layout,
  readsRows: boolean,
): DivisorFrom {
  const counts = selects ? "cells" : "host";
  switch (asked) {
    case "cells":
      return counts;
    case "weights":
      return weight === null ? counts : "weights";
    case "nothing":
      // The mean over the elements kept of the one row there is.
      return rows === 1 && !readsRows ? counts : "host";
  }
}

/** The value of a call on no elements: no loss, or means of nothing. */
export function emptyValue({ rows, selects }: Layout): number {
  return rows === 0 || selects ? 0 : NaN;
}
