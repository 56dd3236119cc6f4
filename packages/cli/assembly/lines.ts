// Lines of text, sixteen bytes at a time.

const lineFeed: i8 = 10;
const carriageReturn: i8 = 13;
const quote: i8 = 34;
const underscore: i8 = 95;
const zero: i8 = 48;

/**
 * How many lines end in a text, or −1 where lines need a closer look: where one is empty, and
 * unless `quotes` is false where one holds a quote. The two bytes before the text say what it
 * follows; up to 15 bytes behind it are overwritten.
 */
export function countLines(text: usize, length: i32, quotes: bool): i32 {
  memory.fill(text + length, 0, 15);
  let count: i32 = 0;
  let odd = i8x16.splat(0);
  for (let i: i32 = 0; i < length; i += 16) {
    const at = text + i;
    const bytes = v128.load(at);
    const before = v128.load(at - 1);
    const isEnd = i8x16.eq(bytes, i8x16.splat(lineFeed));
    const isBehindEnd = i8x16.eq(before, i8x16.splat(lineFeed));
    const isBehindReturn = i8x16.eq(before, i8x16.splat(carriageReturn));
    // A line is empty where one end follows upon another, or upon another and a carriage return.
    odd = v128.or(odd, v128.and(isEnd, isBehindEnd));
    odd = v128.or(odd, v128.and(v128.and(isEnd, isBehindReturn), i8x16.eq(v128.load(at - 2), i8x16.splat(lineFeed))));
    // And where a carriage return alone ends one. At the end of the text that cannot be told: it is
    // looked at as well.
    odd = v128.or(odd, v128.andnot(isBehindReturn, isEnd));
    if (quotes) odd = v128.or(odd, i8x16.eq(bytes, i8x16.splat(quote)));
    count += popcnt<i32>(i8x16.bitmask(isEnd));
  }
  return v128.any_true(odd) ? -1 : count;
}

/**
 * Whether a digit, an underscore and a digit follow upon one another in a text, from its third byte
 * on; the first two are those before it. Up to 15 bytes behind it are overwritten.
 */
export function hasGroupedDigits(text: usize, length: i32): bool {
  memory.fill(text + length, 0, 15);
  let found = i8x16.splat(0);
  for (let at = text + 2; at < text + length; at += 16) {
    const isJoined = i8x16.eq(v128.load(at - 1), i8x16.splat(underscore));
    found = v128.or(found, v128.and(isJoined, v128.and(areDigits(v128.load(at)), areDigits(v128.load(at - 2)))));
  }
  return v128.any_true(found);
}

// @ts-ignore: decorator
@inline
function areDigits(bytes: v128): v128 {
  return i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(zero)), i8x16.splat(10));
}
