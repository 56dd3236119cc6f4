// The order of numbers, by radix: linear, and without a comparison function in JavaScript.

/**
 * For fewer numbers, of which there may be thousands of groups, counting digits takes longer than
 * comparing.
 */
const fewest = 4096;

function sortFew(values: Float64Array, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  return order.sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b));
}

/** The indices of `values[0 … count − 1]` in ascending order of value; −0 counts as 0. No NaN. */
export function sortOrder(values: Float64Array, count: number): Uint32Array {
  if (count < fewest) return sortFew(values, count);
  const positive = new Float64Array(count);
  for (let i = 0; i < count; i++) positive[i] = values[i]! + 0;
  const words = new Uint32Array(positive.buffer);
  // IEEE doubles compare as integers do once negative ones are inverted and positive ones have
  // their sign bit set.
  for (let i = 0; i < count; i++) {
    const high = words[2 * i + 1]!;
    if (high >>> 31) {
      words[2 * i] = ~words[2 * i]!;
      words[2 * i + 1] = ~high;
    } else words[2 * i + 1] = high | 0x80000000;
  }
  let order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  let sorted = new Uint32Array(count);
  for (let digit = 0; digit < 4; digit++) {
    if (pass(words, digit, order, sorted)) [order, sorted] = [sorted, order];
  }
  return order;
}

/** Sorts by 16 bits, keeping the order of what is equal in them; false where all are. */
function pass(words: Uint32Array, digit: number, order: Uint32Array, sorted: Uint32Array): boolean {
  const [word, shift] = [digit >> 1, 16 * (digit & 1)];
  const starts = new Uint32Array(65_536);
  const digitOf = (index: number) => (words[2 * index + word]! >>> shift) & 0xffff;
  for (let i = 0; i < order.length; i++) starts[digitOf(order[i]!)]! += 1;
  if (order.length === 0 || starts[digitOf(order[0]!)] === order.length) return false;
  let start = 0;
  for (let i = 0; i < starts.length; i++) {
    const count = starts[i]!;
    starts[i] = start;
    start += count;
  }
  for (let i = 0; i < order.length; i++) {
    const index = order[i]!;
    sorted[starts[digitOf(index)]!++] = index;
  }
  return true;
}
