// A view reads flat data through a shape and strides. A stride of 0 repeats: weights over samples,
// masks and the numbers of the cells are all views over the elements of yPred, read in row-major
// order, block by block.

/** What {@link gather} reads and {@link scatter} writes. */
interface Numbers {
  readonly length: number;
  [index: number]: number;
}

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

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1);
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
  data: Numbers,
  view: View,
  start: number,
  count: number,
  out: Numbers,
): void {
  walk(view, start, count, (position, index, stride, length) => {
    for (let i = 0; i < length; i++) out[position + i] = data[index + i * stride]!;
  });
}

/** Writes `values[k]` to the datum that element `start + k` of the view names. */
export function scatter(
  values: Numbers,
  view: View,
  start: number,
  count: number,
  data: Numbers,
): void {
  walk(view, start, count, (position, index, stride, length) => {
    for (let i = 0; i < length; i++) data[index + i * stride] = values[position + i]!;
  });
}

/**
 * Called with the start of a run of elements, here and in the data, the step in the data, and the
 * length of the run.
 */
type VisitRun = (position: number, index: number, stride: number, length: number) => void;

/** Visits the runs of elements along the innermost axis, among `count` elements from `start` on. */
export function walk(view: View, start: number, count: number, visit: VisitRun): void {
  const { lengths, strides } = view;
  const inner = lengths.length - 1;
  const at = new Array<number>(lengths.length);
  let index = view.offset;
  let rest = start;
  for (let axis = inner; axis >= 0; axis--) {
    at[axis] = rest % lengths[axis]!;
    index += at[axis]! * strides[axis]!;
    rest = Math.floor(rest / lengths[axis]!);
  }
  for (let position = 0; position < count; ) {
    const length = Math.min(lengths[inner]! - at[inner]!, count - position);
    visit(position, index, strides[inner]!, length);
    position += length;
    at[inner]! += length;
    index += length * strides[inner]!;
    for (let axis = inner; axis > 0 && at[axis] === lengths[axis]; axis--) {
      index += strides[axis - 1]! - lengths[axis]! * strides[axis]!;
      at[axis] = 0;
      at[axis - 1]!++;
    }
  }
}
