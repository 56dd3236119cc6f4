// The form in which a road passes its numbers: flat or with a shape, in typed arrays or in others.

import type { NumericArray, TensorLike } from "binary-crossentropy";
import type { FloatArray } from "../data.js";
import type { RoadWorkload } from "../workloads.js";
import { layoutOf } from "./layout.js";
import { numbersOf } from "./numbers.js";
import type { Per, Road } from "./road.js";
import { flat } from "./roads.js";

export type TypedArray = FloatArray | Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
export type Values = TypedArray | number[] | boolean[];

/** One tensor's elements, and how far apart the next row and the next column are. */
export interface Strided {
  readonly data: Values;
  readonly strides: readonly [row: number, column: number];
}

/** Rows of their own, or one array. */
export type Form = Strided | (number[] | boolean[])[];

export interface Forms {
  readonly labels: Form;
  readonly predictions: Form;
  readonly weights: FloatArray | undefined;
  readonly mask: Uint8Array<ArrayBuffer> | undefined;
  readonly posWeight: number | number[] | undefined;
}

/** Puts a typed array where it is to lie: itself or a copy. */
export type Put = <A extends TypedArray>(array: A) => A;

export interface RoadInputs {
  readonly labels: FloatArray;
  readonly predictions: FloatArray;
  readonly weights: FloatArray | undefined;
}

export function formsOf(workload: RoadWorkload, inputs: RoadInputs, put: Put): Forms {
  const { road = flat } = workload;
  const { labels, predictions, weights, mask, posWeight } = numbersOf(workload, inputs);
  const { layout } = road;
  const { rows, columns } = layoutOf(workload);
  const form = (values: TypedArray | boolean[], transposed: boolean): Form => {
    if (layout === "nested") return nest(Array.from<number | boolean>(values), columns);
    if (layout === "plain" || Array.isArray(values))
      return { data: Array.from<number | boolean>(values) as Values, strides: [columns, 1] };
    if (!transposed) return { data: put(values), strides: [columns, 1] };
    return { data: put(transpose(values, rows, columns)), strides: [1, rows] };
  };
  return {
    labels: form(labelsAs(road.labels, labels), layout === "transposed"),
    predictions: form(predictions, layout === "transposed" || layout === "predictions transposed"),
    weights: weights && put(weights),
    mask: mask && put(mask),
    posWeight,
  };
}

/** What the package takes: arrays as they are, or with a shape where they have rows. */
export function tensorOf(form: Form, workload: RoadWorkload): TensorLike {
  const { road = flat } = workload;
  if (!("strides" in form)) return form;
  const { data, strides } = form;
  if (road.columns === undefined) return data;
  const { rows, columns } = layoutOf(workload);
  return { data: data as NumericArray, shape: [rows, columns], strides };
}

/** A weight or a mask for each row or for each element. */
export function perTensorOf(data: TypedArray, per: Per, workload: RoadWorkload): TensorLike {
  const { road = flat } = workload;
  if (per === "samples" || road.columns === undefined) return data;
  const { rows, columns } = layoutOf(workload);
  return { data, shape: [rows, columns] };
}

function labelsAs(kind: Road["labels"], labels: FloatArray): TypedArray | boolean[] {
  switch (kind) {
    case "as predictions":
      return labels;
    case "Int32Array":
      return Int32Array.from(labels);
    case "Uint8Array":
      return Uint8Array.from(labels);
    case "boolean[]":
      return Array.from(labels, (label) => label === 1);
  }
}

function nest(values: (number | boolean)[], columns: number): (number[] | boolean[])[] {
  return Array.from(
    { length: values.length / columns },
    (_, row) => values.slice(row * columns, (row + 1) * columns) as number[] | boolean[],
  );
}

function transpose<A extends TypedArray>(values: A, rows: number, columns: number): A {
  const turned = values.slice() as A;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = values[row * columns + column]!;
  }
  return turned;
}
