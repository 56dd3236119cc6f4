// The constants of the vector functions, in memory: V8 makes a vector constant with three
// instructions wherever it is used, and loads one into all lanes with one.
//
// Source: fit-polynomials.py for the polynomials; ln 2 in two parts, n times the first of which is
// exact, is Cody and Waite's way.

export enum Constant {
  One,
  /** Adding it rounds to an integer, and leaves that in the low bits. */
  Magic,
  LogE,
  Ln2,
  Ln2Rest,
  Half,
  Two,
  Infinity,
  /** The smallest normal number. */
  Least,
  /**
   * Up to such a |z| what exp(−|z|) is multiplied by leaves a normal number, and a weight brings it
   * back with all its digits: by 2^−24 (2^−53) at least, 1 less the largest label below 1.
   */
  Farthest,
  /**
   * What a weight may be, and its reciprocal, so that a product with a scale from 2^−60 to 2^60 is
   * a normal number.
   */
  LargestWeight,
  SmallestWeight,
  /** exp(−r) = 1 − r + r² Q(r): the coefficients of Q, highest degree first. */
  Exp,
  /** log(1 + m) = 2 s + s v R(v): the coefficients of R, highest degree first. */
  Log = Exp + 10,
  /** In float32 alone: log1p.ts. */
  SplitFrom = Log + 7,
  Split,
  SplitFactor,
  SplitLog,
  /** log(1 + m) = m − m² Q(m): the coefficients of Q, highest degree first. */
  Log1p,
}

export enum Bits {
  Sign,
  Magnitude,
  Exponent,
  /** 1 less the smallest number that log.ts leaves as it is, as integers. */
  OneLessSmallest,
  /** Exponents of a number and its reciprocal make this. */
  TwiceBias,
}

/** Degrees of Q and R. */
// @ts-ignore: decorator
@inline
export function expDegree<T>(): i32 {
  return sizeof<T>() == 4 ? 4 : 9;
}

// @ts-ignore: decorator
@inline
export function logDegree<T>(): i32 {
  return sizeof<T>() == 4 ? 2 : 6;
}

const singles = memory.data<f32>([
  1, 12582912, 1.4426950408889634, 0.693359375, -2.1219444e-4, 0.5, 2, Infinity, 1.1754943508222875e-38, 70,
  1152921504606846976, 8.673617379884035e-19,
  0.0013814462581649423, -0.008368780836462975, 0.04166839271783829, -0.1666651964187622, 0.4999999403953552, 0, 0, 0, 0, 0,
  0.30362436175346375, 0.39957737922668457, 0.666669487953186, 0, 0, 0, 0,
  0.34, 0.42236727476119995, 0.7030532956123352, 0.3523225784301758,
  0.05073102207764628, -0.11870887264749648, 0.1638037447386053, -0.2001993890120757, 0.250061412894696,
  -0.33333496773467485, 0.49999986274867725,
]);

const doubles = memory.data<f64>([
  1, 6755399441055744, 1.4426950408889634, 0.69314718036912381649, 1.90821492927058770002e-10, 0.5, 2, Infinity,
  2.2250738585072014e-308, 670, 8.452712498170644e270, 1.1830521861667747e-271,
  -2.49999705548345e-8, 2.7630378611872546e-7, -2.7557587321212233e-6, 2.48014927629096e-5, -0.00019841269504794522,
  0.0013888888943922456, -0.008333333333495608, 0.04166666666652919, -0.1666666666666641, 0.5000000000000011,
  0.1479751181482937, 0.15313902814295377, 0.18183569758077475, 0.22222198475592309, 0.285714287432672, 0.3999999999941107,
  0.6666666666666735,
]);

/** The constant in every lane. */
// @ts-ignore: decorator
@inline
export function constant<T>(index: i32): v128 {
  return sizeof<T>() == 4 ? v128.load32_splat(singles + 4 * index) : v128.load64_splat(doubles + 8 * index);
}

const singleBits = memory.data<u32>([0x80000000, 0x7fffffff, 0x7f800000, 0x00400000, 0x7f000000]);

const doubleBits = memory.data<u64>([
  0x8000000000000000, 0x7fffffffffffffff, 0x7ff0000000000000, 0x95f619980c433, 0x7fe0000000000000,
]);

/** The bits in every lane. */
// @ts-ignore: decorator
@inline
export function bits<T>(index: i32): v128 {
  return sizeof<T>() == 4 ? v128.load32_splat(singleBits + 4 * index) : v128.load64_splat(doubleBits + 8 * index);
}
