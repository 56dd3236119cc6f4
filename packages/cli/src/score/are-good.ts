// Whether rows of a block can be scored, by the kernel's translation of rows/can-be-scored.ts.

import type { Block } from "../metrics/block.js";
import type { Ranges } from "../rows/can-be-scored.js";
import type { ModuleExports } from "../wasm/module.js";

/** Of all rows from one index up to another. */
export function areGood(
  exports: ModuleExports,
  { label, prediction, weight }: Ranges,
  { labels, predictions, weights }: Block,
  start: number,
  end: number,
): boolean {
  const are = exports.areGood(
    start,
    end,
    labels.byteOffset,
    predictions.byteOffset,
    weights.byteOffset,
    label.lowest,
    label.highest,
    prediction.lowest,
    prediction.highest,
    weight.lowest,
    weight.highest,
  );
  return are !== 0;
}
