// Order statistics of samples: timings have a long right tail, which a mean would follow.

export interface Spread {
  readonly median: number;
  readonly p20: number;
  readonly p80: number;
}

/** The p-th percentile, interpolated linearly between the two nearest ranks; NaN of nothing. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = (p / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? NaN;
  const above = sorted[Math.ceil(rank)] ?? NaN;
  return below + (above - below) * (rank - Math.floor(rank));
}

export function spreadOf(samples: readonly number[]): Spread {
  return {
    median: percentile(samples, 50),
    p20: percentile(samples, 20),
    p80: percentile(samples, 80),
  };
}
