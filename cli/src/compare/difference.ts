// The mean of a paired difference and how well it is known. Two of them add up to that of both.

/** The 97.5 % point of the normal distribution. */
const z95 = 1.959963984540054;

export interface Interval {
  /** Σ w d / Σ w. */
  readonly mean: number;
  /** Of the mean; null for fewer than two rows. */
  readonly standardError: number | null;
  /** Of 95 %, by the central limit theorem. */
  readonly low: number | null;
  readonly high: number | null;
}

export class Difference {
  count = 0;
  better = 0;
  worse = 0;
  #weight = 0;
  #sum = 0;
  /** Σ w², Σ w² d, Σ w² d²: the mean is a ratio of sums, whose variance is Σ w² (d − mean)² / (Σ w)². */
  #squares: [number, number, number] = [0, 0, 0];

  /** @param d What B costs more than A in a row of weight w. */
  add(d: number, w: number): void {
    this.count += 1;
    if (d < 0) this.better += 1;
    else if (d > 0) this.worse += 1;
    this.#weight += w;
    this.#sum += w * d;
    this.#squares[0] += w * w;
    this.#squares[1] += w * w * d;
    this.#squares[2] += w * w * d * d;
  }

  merge(other: Difference): void {
    this.count += other.count;
    this.better += other.better;
    this.worse += other.worse;
    this.#weight += other.#weight;
    this.#sum += other.#sum;
    for (const i of [0, 1, 2] as const) this.#squares[i] += other.#squares[i];
  }

  interval(): Interval {
    const mean = this.#sum / this.#weight;
    if (this.count < 2) return { mean, standardError: null, low: null, high: null };
    const [ww, wwd, wwdd] = this.#squares;
    const spread = Math.max(wwdd - 2 * mean * wwd + mean * mean * ww, 0);
    const standardError = Math.sqrt((spread * this.count) / (this.count - 1)) / this.#weight;
    return { mean, standardError, low: mean - z95 * standardError, high: mean + z95 * standardError };
  }
}
