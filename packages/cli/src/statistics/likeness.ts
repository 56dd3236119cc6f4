// Whether the terms of a mean that share a value are alike, so that they say less of it than as many
// independent ones.

export interface Likeness {
  /** By how much a standard error for clusters of these terms would be larger. */
  readonly factor: number;
  /**
   * Of the ranks of terms: how far products of two terms of a cluster are above 0, in standard errors
   * if no two terms depend on each other. Ranks, since two large terms would decide about the rest.
   */
  readonly z: number;
}

/** @param clusters The cluster of each term, numbered from 0. */
export function likenessOf(terms: Float64Array, clusters: Int32Array, count: number): Likeness {
  const sizes = new Float64Array(count);
  for (const cluster of clusters) sizes[cluster]! += 1;
  const pairs = sizes.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  // Σ (Σ e)² over clusters is Σ e² and twice the products of two.
  const excess = (inflation(ranksOf(terms), clusters, count) - 1) * (terms.length / 2);
  return {
    factor: Math.sqrt(inflation(terms, clusters, count)),
    z: pairs > 0 ? excess / Math.sqrt(pairs) : 0,
  };
}

/** Σ (Σ e)² over clusters, by Σ e² over terms; e is a term less the mean. 1 if no term varies. */
function inflation(terms: Float64Array, clusters: Int32Array, count: number): number {
  const mean = terms.reduce((sum, x) => sum + x, 0) / terms.length;
  const sums = new Float64Array(count);
  let squares = 0;
  for (let i = 0; i < terms.length; i++) {
    const e = terms[i]! - mean;
    sums[clusters[i]!]! += e;
    squares += e * e;
  }
  return squares > 0 ? sums.reduce((sum, x) => sum + x * x, 0) / squares : 1;
}

/** Places in the order of size; equal terms have the mean of theirs. */
function ranksOf(terms: Float64Array): Float64Array {
  const sorted = Float64Array.from(terms).sort();
  const places = new Map<number, number>();
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[from]) to += 1;
    places.set(sorted[from]!, (from + to - 1) / 2);
    from = to;
  }
  return terms.map((x) => places.get(x)!);
}
