// A block of rows in the module's memory, as columns.

import { firstAddress, instantiate, type ModuleExports } from "../wasm/module.js";

/** Rows that are scored together: their columns stay in the second-level cache. */
export const blockSize = 8192;

export const columnBytes = 8 * blockSize;
export const blockBytes = 8 * columnBytes;

/** Rows that are kept as they are, as columns. */
export interface KeptRows {
  readonly predictions: Float64Array;
  readonly labels: Float64Array;
  readonly weights: Float64Array;
}

/** Rows to be scored, as columns. */
export interface Block {
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
  /** 1 unless they are written. */
  readonly weights: Float64Array;
  readonly losses: Float64Array;
  /** The probabilities of logits. If predictions are probabilities, the same array. */
  readonly probabilities: Float64Array;
  /** The number of each row in its source, if they are not consecutive. */
  readonly rows: Float64Array;
  /** 0 unless they are written. */
  readonly groups: Int32Array;
  /** The cluster of each row, where there are some. */
  readonly clusters: Int32Array;
}

export function columnAt(buffer: SharedArrayBuffer, start: number): Float64Array {
  return new Float64Array(buffer, start, blockSize);
}

export function blockAt(buffer: SharedArrayBuffer, start: number, isLogit: boolean): Block {
  const column = (index: number) => columnAt(buffer, start + columnBytes * index);
  const predictions = column(1);
  return {
    labels: column(0),
    predictions,
    weights: column(2),
    losses: column(3),
    probabilities: isLogit ? column(4) : predictions,
    rows: column(5),
    groups: new Int32Array(buffer, start + columnBytes * 6, blockSize),
    clusters: new Int32Array(buffer, start + columnBytes * 7, blockSize),
  };
}

/** A single block, for rows that are scored but not added up. */
export function blockAlone(isLogit: boolean): { block: Block; exports: ModuleExports } {
  const { exports, memory } = instantiate(firstAddress + blockBytes);
  return { block: blockAt(memory.buffer, firstAddress, isLogit), exports };
}
