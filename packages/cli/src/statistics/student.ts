// Student's t distribution: its upper tail, and the point beyond which 2.5 % lie. Degrees of freedom
// need not be whole.

import { normalQuantile, normalTail } from "./normal.js";

/** From here on, expansions in 1 / degrees of freedom are exact to 12 digits. */
const many = 200;

/** P(T > t). */
export function studentTail(t: number, degrees: number): number {
  if (t < 0) return 1 - studentTail(-t, degrees);
  if (t === Infinity) return 0;
  if (degrees > many) return normalTail(studentAsNormal(t, degrees));
  return 0.5 * beta(degrees / (degrees + t * t), degrees / 2);
}

/** The normal number with the same tail, for t from 0 on. Source: Hill, CACM algorithm 395, 1970. */
export function studentAsNormal(t: number, degrees: number): number {
  const a = degrees - 0.5;
  const b = 48 * a * a;
  const z2 = a * Math.log1p((t * t) / degrees);
  const z = Math.sqrt(z2);
  const third = ((4 * z2 + 33) * z2 + 240) * z2 + 855;
  return z + (z * (z2 + 3)) / b - (z * third) / (10 * b * (b + 0.8 * z2 * z2 + 100));
}

/** The t with P(T > t) = 2.5 %. @param degrees at least 1 */
export function studentQuantile(degrees: number): number {
  const start = expansion(degrees);
  if (degrees > many) return start;
  // Newton's method, of the logarithm of the tail by that of t: nearly a straight line.
  let t = start;
  for (let i = 0; i < 50; i++) {
    const tail = studentTail(t, degrees);
    const step = (Math.log(tail / 0.025) * tail) / (t * density(t, degrees));
    t *= Math.exp(step);
    if (Math.abs(step) < 1e-14) break;
  }
  return t;
}

/** Source: Abramowitz and Stegun 26.7.5. */
function expansion(degrees: number): number {
  const x = normalQuantile;
  const [x2, n] = [x * x, 1 / degrees];
  const terms = [
    (x * (x2 + 1)) / 4,
    (x * ((5 * x2 + 16) * x2 + 3)) / 96,
    (x * (((3 * x2 + 19) * x2 + 17) * x2 - 15)) / 384,
    (x * ((((79 * x2 + 776) * x2 + 1482) * x2 - 1920) * x2 - 945)) / 92160,
  ];
  return terms.reduceRight((sum, term) => (sum + term) * n, 0) + x;
}

function density(t: number, degrees: number): number {
  const power = (-(degrees + 1) / 2) * Math.log1p((t * t) / degrees);
  return Math.exp(power - logBeta(degrees / 2)) / Math.sqrt(degrees);
}

/** ln B(a, ½) */
function logBeta(a: number): number {
  return logGamma(a) + 0.5 * Math.log(Math.PI) - logGamma(a + 0.5);
}

/** ln Γ(x) for x > 0, by Stirling's series of a larger x. */
function logGamma(x: number): number {
  let [shift, z] = [0, x];
  for (; z < 10; z++) shift += Math.log(z);
  const r = 1 / (z * z);
  const tail = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + tail - shift;
}

/**
 * The regularized incomplete beta function I_x(a, ½), by its continued fraction on the side where it
 * converges fast.
 */
function beta(x: number, a: number): number {
  const b = 0.5;
  if (x >= 1) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a));
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(x, a, b)) / a
    : 1 - (front * fraction(1 - x, b, a)) / b;
}

/** Lentz's method. */
function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let product = d;
  for (let m = 1; m < 1000; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + term * d);
      c = 1 + term / c;
      product *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return product;
}
