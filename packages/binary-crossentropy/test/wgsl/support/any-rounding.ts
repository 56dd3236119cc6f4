// Floats as WGSL lets a device compute them: the worst that is allowed, by chance.
//
// - A sum, difference or product that no float is may round to either neighbour.
// - A quotient may be 2.5 ulp off.
// - Sums and products may be computed in any order, a common factor may be taken out of two terms,
//   and a product may be added without being rounded. Terms are gathered across variables and
//   functions, until an integer, a comparison or a quotient looks at the number.
// - Subnormal numbers may be 0.
// - Infinities and NaN may not come up at all: one throws.
//
// Source: WGSL, "Floating Point Evaluation".

import type { Floats } from "./wgsl.js";

/** A number that is there, a sum of terms, or a product of factors, that nobody looked at yet. */
type Lazy = number | { readonly sum: readonly Lazy[] } | { readonly product: readonly Lazy[] };

/** Floats that round by `random`, which gives numbers in [0, 1). */
export function anyRounding(random: () => number): Floats {
  const flip = () => random() < 0.5;

  /** A float of an exact number, given as a double and the sign of what the double has lost. */
  function rounded(x: number, lost = 0): number {
    if (!Number.isFinite(x)) throw new Error("a float is infinite or NaN");
    const near = Math.fround(x);
    if (near === x && lost === 0) return flushed(near);
    const rest = x === near ? lost : x - near;
    const result = flip() ? near : neighbour(near, rest > 0);
    if (!Number.isFinite(result)) throw new Error("a float overflows");
    return flushed(result);
  }

  const flushed = (x: number) => (Math.abs(x) < 2 ** -126 && flip() ? 0 : x);

  function plus(a: number, b: number): number {
    const sum = a + b;
    const other = sum - a;
    return rounded(sum, Math.sign(a - (sum - other) + (b - other)));
  }

  function shuffled<T>(items: readonly T[]): T[] {
    const all = [...items];
    for (let i = all.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [all[i], all[j]] = [all[j]!, all[i]!];
    }
    return all;
  }

  /** The number, rounded; what it is made of may be computed anew each time. */
  function value(lazy: Lazy): number {
    if (typeof lazy === "number") return lazy;
    if ("sum" in lazy) return shuffled(terms(lazy)).reduce<number | undefined>(add, undefined)!;
    return shuffled(factors(lazy))
      .map(value)
      .reduce((a, b) => rounded(a * b));
  }

  /** Adds a term to what is there, a product perhaps without rounding it before. */
  function add(sum: number | undefined, term: Lazy): number {
    if (sum === undefined) return value(term);
    if (typeof term === "object" && "product" in term && flip()) {
      const all = shuffled(factors(term)).map(value);
      const last = all.pop()!;
      return plus(sum, all.reduce((a, b) => rounded(a * b), 1) * last);
    }
    return plus(sum, value(term));
  }

  /** The terms of a sum, those of its sums among them, or not. */
  function terms(lazy: Lazy): Lazy[] {
    if (typeof lazy === "number" || !("sum" in lazy)) return [lazy];
    const all = lazy.sum.flatMap((term) => (flip() ? terms(term) : [term]));
    return flip() ? factored(all) : all;
  }

  function factors(lazy: Lazy): Lazy[] {
    if (typeof lazy === "number" || !("product" in lazy)) return [lazy];
    return lazy.product.flatMap((factor) => (flip() ? factors(factor) : [factor]));
  }

  /** a b + a c as a (b + c), of two terms if there are such. */
  function factored(all: Lazy[]): Lazy[] {
    const products = all.map(factors);
    for (let i = 0; i < all.length; i++)
      for (let j = 0; j < i; j++) {
        const common = products[i]!.find(
          (factor) => Math.abs(factor as number) !== 1 && products[j]!.includes(factor),
        );
        if (common === undefined || products[i]!.length < 2 || products[j]!.length < 2) continue;
        const without = (list: Lazy[]): Lazy => {
          const at = list.indexOf(common);
          return { product: list.filter((_, k) => k !== at) };
        };
        const joined = {
          product: [common, { sum: [without(products[i]!), without(products[j]!)] }],
        };
        return [...all.filter((_, k) => k !== i && k !== j), joined];
      }
    return all;
  }

  const negate = (a: Lazy): Lazy =>
    typeof a === "number"
      ? -a
      : "sum" in a
        ? { sum: a.sum.map(negate) }
        : { product: [negate(a.product[0]!), ...a.product.slice(1)] };

  return {
    constant: (x) => flushed(x),
    add: (a, b) => ({ sum: [a as Lazy, b as Lazy] }),
    subtract: (a, b) => ({ sum: [a as Lazy, negate(b as Lazy)] }),
    multiply: (a, b) => ({ product: [a as Lazy, b as Lazy] }),
    divide(a, b) {
      const quotient = value(a as Lazy) / value(b as Lazy);
      const ulp = 2 ** (Math.floor(Math.log2(Math.abs(quotient))) - 23);
      return rounded(quotient === 0 ? 0 : quotient + (5 * random() - 2.5) * ulp);
    },
    negate: (a) => negate(a as Lazy),
    value: (a) => value(a as Lazy),
  };
}

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/** The next float up or down. */
function neighbour(x: number, isUp: boolean): number {
  if (x === 0) return (isUp ? 1 : -1) * 2 ** -149;
  float[0] = x;
  word[0]! += isUp === x > 0 ? 1 : -1;
  return float[0]!;
}
