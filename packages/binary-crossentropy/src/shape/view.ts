// A view reads flat data through a shape and strides. A stride of 0 repeats: weights over samples,
// masks and the numbers of the cells are all views over the elements of yPred, read in row-major
// order, block by block.

import type { NumericArray } from "../types.js";
import { copyRows } from "./copy-rows.js";
import type { Rows } from "./row-loops.js";

/**
 * Strides over a row-major index space. Neighbouring axes that can be walked as one are one axis
 * here.
 */
export interface View {
  readonly lengths: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

export type Shape = readonly number[];

export function sameShape(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis]!;
  return size;
}

export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Where the element with this row-major position lies, along each axis. */
export function indexAt(position: number, shape: Shape): number[] {
  return rowMajorStrides(shape).map((stride, axis) => Math.floor(position / stride) % shape[axis]!);
}

/** The view with as few axes as it can have, and at least one. */
export function createView(shape: Shape, strides: readonly number[], offset = 0): View {
  const lengths: number[] = [];
  const steps: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const stride = strides[axis]!;
    const last = lengths.length - 1;
    if (last >= 0 && steps[last] === stride * length) {
      lengths[last]! *= length;
      steps[last] = stride;
    } else {
      lengths.push(length);
      steps.push(stride);
    }
  }
  return lengths.length > 0
    ? { lengths, strides: steps, offset }
    : { lengths: [1], strides: [1], offset };
}

/** Whether element k of the view is element offset + k of the data. */
export function isFlat(view: View): boolean {
  return view.lengths.length === 1 && view.strides[0] === 1;
}

/** Number of elements in a row that are one datum; 0 where the innermost axis does not repeat. */
export function lengthOfRun({ lengths, strides }: View): number {
  const inner = lengths.length - 1;
  return strides[inner] === 0 ? lengths[inner]! : 0;
}

/** The index in the data of an element. */
export function indexOf({ lengths, strides, offset }: View, element: number): number {
  let index = offset;
  let rest = element;
  for (let axis = lengths.length - 1; axis > 0; axis--) {
    index += (rest % lengths[axis]!) * strides[axis]!;
    rest = Math.floor(rest / lengths[axis]!);
  }
  return index + rest * strides[0]!;
}

/** Copies elements `start` to `start + count` of the view into `out`, from its beginning. */
export function gather(
  data: NumericArray,
  view: View,
  start: number,
  count: number,
  out: NumericArray,
): void {
  const walk = new Walk(view, start, count);
  while (walk.next()) {
    const { rows, length, rowStep } = walk;
    const target = { at: walk.position, step: 1, rowStep: length };
    // Rows that are one row many times are read once.
    const isRepeated = rowStep === 0 && rows > 1;
    copyRows(data, walk, out, target, isRepeated ? 1 : rows, length);
    if (isRepeated) repeat(out, walk.position, length, rows);
  }
}

/** Writes `values[k]` to the datum that element `start + k` of the view names. */
export function scatter(
  values: NumericArray,
  view: View,
  start: number,
  count: number,
  data: NumericArray,
): void {
  const walk = new Walk(view, start, count);
  while (walk.next()) {
    const source = { at: walk.position, step: 1, rowStep: walk.length };
    copyRows(values, source, data, walk, walk.rows, walk.length);
  }
}

/** Copies the `length` numbers at `at` behind themselves until they are there `times` times. */
function repeat(out: NumericArray, at: number, length: number, times: number): void {
  const size = times * length;
  for (let done = length; done < size; done *= 2)
    (out as Float64Array).copyWithin(at + done, at, at + Math.min(done, size - done));
}

/**
 * Goes through `count` elements of a view from `start` on, by as many whole rows of the innermost
 * axis at a time as lie a constant step apart, or by a part of a row. After each `next`, the fields
 * say which these are.
 */
export class Walk implements Rows {
  readonly #view: View;
  /** The index along each axis of the element that comes next. */
  readonly #index: number[];
  #next: number;
  #left: number;
  /** Number of elements before these. */
  position = 0;
  /** Where the first of them lies in the data. */
  at = 0;
  readonly step: number;
  readonly rowStep: number;
  rows = 0;
  length = 0;

  constructor(view: View, start: number, count: number) {
    const { lengths, strides, offset } = view;
    const inner = lengths.length - 1;
    this.#view = view;
    this.#index = new Array<number>(lengths.length);
    this.#next = offset;
    this.#left = count;
    this.step = strides[inner]!;
    this.rowStep = inner > 0 ? strides[inner - 1]! : 0;
    let rest = start;
    for (let axis = inner; axis >= 0; axis--) {
      const length = lengths[axis]!;
      const index = rest % length;
      this.#index[axis] = index;
      this.#next += index * strides[axis]!;
      rest = (rest - index) / length;
    }
  }

  /** Goes on; false at the end. */
  next(): boolean {
    const left = this.#left;
    this.position += this.rows * this.length;
    if (left === 0) return false;
    const { lengths } = this.#view;
    const inner = lengths.length - 1;
    const length = lengths[inner]!;
    const index = this.#index;
    this.at = this.#next;
    if (inner > 0 && index[inner] === 0 && left >= length) {
      this.length = length;
      this.rows = Math.min(Math.floor(left / length), lengths[inner - 1]! - index[inner - 1]!);
      this.#advance(inner - 1, this.rows);
    } else {
      this.length = Math.min(left, length - index[inner]!);
      this.rows = 1;
      this.#advance(inner, this.length);
    }
    this.#left -= this.rows * this.length;
    return true;
  }

  /** Moves along an axis, and from its end on to the axes before it. */
  #advance(axis: number, count: number): void {
    const { lengths, strides } = this.#view;
    const index = this.#index;
    index[axis]! += count;
    this.#next += count * strides[axis]!;
    for (let at = axis; at > 0 && index[at] === lengths[at]; at--) {
      this.#next += strides[at - 1]! - lengths[at]! * strides[at]!;
      index[at] = 0;
      index[at - 1]!++;
    }
  }
}
