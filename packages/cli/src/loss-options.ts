// The options of the loss itself, complete and checked: what score, compare and sql share.

import type { Dialect, Dtype } from "binary-crossentropy";

export interface LossOptions {
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly dialect: Dialect;
  readonly epsilon: number;
  readonly posWeight: number;
  readonly dtype: Dtype;
}
