// Order statistics of samples: timings have a long right tail, which a mean would follow.

export interface Spread {
  readonly median: number;
  readonly p20: number;
  readonly p80: number;
}

/** The same, as files of results have it. */
export interface TimeColumns {
  readonly samples: number;
  readonly median_ns: number;
  readonly p20_ns: number;
  readonly p80_ns: number;
}

/** @param samples Nanoseconds. */
export function timeColumns(samples: readonly number[]): TimeColumns {
  const { median, p20, p80 } = spreadOf(samples);
  return { samples: samples.length, median_ns: median, p20_ns: p20, p80_ns: p80 };
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
