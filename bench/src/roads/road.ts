// What a road is: one way to call the loss, by what is passed, in which form, and what comes back.

/** Which things have a weight or a mask of their own. */
export type Per = "none" | "elements" | "samples";

export interface Road {
  readonly name: string;
  /** What the call gives, where the road says so; elsewhere the variant does. */
  readonly quantity?: "value and gradient" | "Hessian";
  /** Data has the shape [N / columns, columns]; without it, [N]. */
  readonly columns?: number;
  /**
   * `plain` and `nested` are arrays of numbers as JSON gives them. What is transposed has its
   * columns one after the other in memory.
   */
  readonly layout: "typed" | "plain" | "nested" | "transposed" | "predictions transposed";
  readonly labels: "as predictions" | "Int32Array" | "Uint8Array" | "boolean[]";
  readonly weights: Per;
  readonly mask: Per;
  /** Whether a quarter of the labels is `ignored`. */
  readonly ignoring: boolean;
  readonly posWeight: "none" | "one" | "per label";
  readonly axis: -1 | 0;
  readonly reduction: "mean" | "none";
  readonly validate: boolean;
  /** Whether the loss is a subclass of `Loss` with a loop of its own. */
  readonly own: boolean;
  /** Whether frameworks do the same with data of the same form. */
  readonly peers: boolean;
  /** How many times as long as the flat road it may take for an element. */
  readonly limit: number;
  /** How many times as fast as the loop written by hand it must be. */
  readonly overLoop?: number;
}

/** The label of what counts for nothing. */
export const ignored = -1;
/** The weight of a positive label, where there is one for all. */
export const positive = 3;

/** Whether elements can lie in memory that kernels share: arrays of typed numbers only. */
export function isTyped({ layout, labels }: Road): boolean {
  return layout !== "plain" && layout !== "nested" && labels !== "boolean[]";
}

/** Whether elements may be left out, by a mask or by their label. */
export function leavesOut({ mask, ignoring }: Road): boolean {
  return mask !== "none" || ignoring;
}
