// Rows of two tables side by side.

/** Columns of as many rows each. A row number of 0 means that this side has no such row. */
export interface Pairs {
  readonly count: number;
  readonly rowsA: Float64Array;
  readonly labelsA: Float64Array;
  readonly predictionsA: Float64Array;
  readonly weights: Float64Array | null;
  /** The group of each row of A, numbered from 0; null without groups. */
  readonly groups: Int32Array | null;
  /** The cluster of each row of A within its group, numbered from 0; null without clusters. */
  readonly clusters: Int32Array | null;
  readonly rowsB: Float64Array;
  readonly labelsB: Float64Array;
  readonly predictionsB: Float64Array;
}
