// The histogram over w L: how many rows cost about the same, and what they cost together.

/** All bits of the exponent and 8 of the mantissa of a double make the bin. */
export const costShift: i32 = 44;
export const costBins: i32 = 1 << (63 - costShift);
const costMask: u64 = (1 << costShift) - 1;

/** Bits of a bin's first word for the number of rows, and of its second one. */
export const countBits: i32 = 40;
export const restBits: i32 = 62;

/**
 * Adds a cost to its bin, all of whose costs have the same first bits; the others add up in two
 * words.
 */
// @ts-ignore: decorator
@inline
export function addCost(costs: usize, cost: f64): void {
  // Below 0 are losses of next to nothing, by rounding.
  const bits = cost > 0 ? reinterpret<u64>(cost) : 0;
  const at = costs + (<usize>(bits >> costShift) << 4);
  const sum = load<u64>(at, 8) + (bits & costMask);
  store<u64>(at, sum & ((1 << restBits) - 1), 8);
  // What the second word cannot hold is counted in the first, above the number of rows.
  store<u64>(at, load<u64>(at) + 1 + ((sum >> restBits) << countBits));
}
