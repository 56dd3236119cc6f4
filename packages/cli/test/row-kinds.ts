// Every kind of row that can be scored and that cannot, with what is wrong with it. Written by hand:
// src/rows/can-be-scored.ts and everything that translates it is held to this table.

/** A number as a file or a table has it; null for none. */
type Cell = number | null;

export interface RowKind {
  readonly y: Cell;
  readonly p: Cell;
  readonly w: Cell;
  /** What cannot be scored of it, where predictions are probabilities; null where all can. */
  readonly fault: "label" | "prediction" | "weight" | null;
  /** The same where predictions are logits, if it is something else. */
  readonly ofLogits?: RowKind["fault"];
}

const good = (y: Cell, p: Cell, w: Cell): RowKind => ({ y, p, w, fault: null });

export const rowKinds: readonly RowKind[] = [
  good(0, 0, 1),
  good(1, 1, 1),
  good(0.25, 0.5, 0),
  good(-0, -0, -0),
  good(1, 0.5, 5e-324),
  good(1, 0.5, Number.MAX_VALUE),
  good(5e-324, 5e-324, 1),
  good(1 - 2 ** -53, 1 - 2 ** -53, 1),
  { y: 2, p: 0.5, w: 1, fault: "label" },
  { y: 1 + 2 ** -52, p: 0.5, w: 1, fault: "label" },
  { y: -1, p: 0.5, w: 1, fault: "label" },
  { y: -5e-324, p: 0.5, w: 1, fault: "label" },
  { y: NaN, p: 0.5, w: 1, fault: "label" },
  { y: null, p: 0.5, w: 1, fault: "label" },
  { y: Infinity, p: 0.5, w: 1, fault: "label" },
  { y: -Infinity, p: 0.5, w: 1, fault: "label" },
  { y: 2, p: 0.5, w: 0, fault: "label" },
  { y: 1, p: 1.5, w: 1, fault: "prediction", ofLogits: null },
  { y: 1, p: 1 + 2 ** -52, w: 1, fault: "prediction", ofLogits: null },
  { y: 1, p: -0.5, w: 1, fault: "prediction", ofLogits: null },
  { y: 1, p: -5e-324, w: 1, fault: "prediction", ofLogits: null },
  { y: 1, p: Infinity, w: 1, fault: "prediction", ofLogits: null },
  { y: 0, p: -Infinity, w: 1, fault: "prediction", ofLogits: null },
  { y: 1, p: NaN, w: 1, fault: "prediction" },
  { y: 1, p: null, w: 1, fault: "prediction" },
  { y: 1, p: NaN, w: 0, fault: "prediction" },
  { y: 1, p: 0.5, w: -1, fault: "weight" },
  { y: 1, p: 0.5, w: -5e-324, fault: "weight" },
  { y: 1, p: 0.5, w: NaN, fault: "weight" },
  { y: 1, p: 0.5, w: null, fault: "weight" },
  { y: 1, p: 0.5, w: Infinity, fault: "weight" },
  { y: 1, p: 0.5, w: -Infinity, fault: "weight" },
  // Of several faults the first is told.
  { y: 2, p: 2, w: -1, fault: "label" },
  { y: 1, p: 2, w: -1, fault: "prediction", ofLogits: "weight" },
];

export function faultOf({ fault, ofLogits }: RowKind, fromLogits: boolean): RowKind["fault"] {
  return fromLogits && ofLogits !== undefined ? ofLogits : fault;
}

/** Rows that can be scored, whose loss is finite under all options. */
export const goodRows = { y: [1, 0.25], p: [0.25, 0.5], w: [2, 0.5] };

/** Columns of good rows and of some kinds behind them. */
export function columnsWith(kinds: readonly RowKind[]) {
  return {
    y: [...goodRows.y, ...kinds.map(({ y }) => y)],
    p: [...goodRows.p, ...kinds.map(({ p }) => p)],
    w: [...goodRows.w, ...kinds.map(({ w }) => w)],
  };
}

/** The numbers of the rows of `columnsWith` that cannot be scored, from 1. */
export function badRowsOf(kinds: readonly RowKind[], fromLogits: boolean): number[] {
  return kinds.flatMap((kind, i) =>
    faultOf(kind, fromLogits) === null ? [] : [goodRows.y.length + i + 1],
  );
}
