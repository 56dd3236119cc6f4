// The numbers that shaders read for a call.

import { bitsOf } from "./bits.js";
import { noParameters, type Parameters } from "./shader.js";
import type { Layout } from "./spans.js";
import { emptyValue, type Way } from "./stages.js";

/** Where operands begin in their bindings, and those that are one number, as bits. */
export type OperandParameters = Partial<
  Pick<Parameters, "yTrueAt" | "yPredAt" | "weightAt" | "maskAt" | "label" | "weight">
>;

/**
 * @param sums The number of invocations that leave sums.
 * @param upstream What derivatives are multiplied by.
 */
export function parametersOf(
  layout: Layout,
  { hostDivisor }: Way,
  sums: number,
  operands: OperandParameters,
  upstream = 1,
): Parameters {
  return {
    ...noParameters,
    count: layout.count,
    rows: layout.rows,
    rowLength: layout.rowLength,
    labels: layout.labels,
    weightSpan: Math.max(layout.weightSpan, 1),
    maskSpan: Math.max(layout.maskSpan, 1),
    ...operands,
    partials: sums,
    ...wideParameters("scale", hostDivisor === 0 ? 0 : upstream / hostDivisor),
    ...wideParameters("divisor", hostDivisor),
    emptyBits: bitsOf(emptyValue(layout)),
  };
}

/** x as m 2^k, whatever its size. */
function wideParameters<Name extends "scale" | "divisor">(name: Name, x: number) {
  const k = x === 0 ? 0 : Math.floor(Math.log2(Math.abs(x)));
  return { [`${name}M`]: bitsOf(x / 2 ** k), [`${name}K`]: k } as Record<
    `${Name}${"M" | "K"}`,
    number
  >;
}
