// The points of exact.json.

import type { JsonNumber } from "@binary-crossentropy/test/json-tensor";

/** Each list has one number for each point; probabilities have no second derivatives. */
export interface Points {
  input: JsonNumber[];
  label: JsonNumber[];
  loss: JsonNumber[];
  grad: JsonNumber[];
  hess?: JsonNumber[];
}
