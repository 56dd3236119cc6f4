// Labels along the last axis, which posWeight may weigh one by one.

import { refuseShape, showShape } from "../errors.js";
import type { Shape } from "./view.js";

/** @throws ShapeError unless there is one weight per label along the last axis. */
export function checkLabels(owner: string, posWeight: readonly number[], shape: Shape): void {
  if (posWeight.length === (shape.at(-1) ?? 1)) return;
  const received = `${posWeight.length} for shape ${showShape(shape)}`;
  refuseShape(owner, "posWeight", "be one number, or one per label along the last axis", received);
}
