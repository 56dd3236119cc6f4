// Random tensors: every kind of array, in every form and layout.

import { type Form, type Kind, rowMajor, sizeOf, type TensorSpec } from "../oracle/tensor.js";
import type { Argument } from "./call.js";
import type { Random } from "./random.js";
import { heldBy, type Values } from "./values.js";

const integerKinds: readonly Kind[] = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Buffer",
];

/** The types that a runtime of models writes beside its data. */
const typeNames: { readonly [K in Kind]?: string } = {
  Float32Array: "float32",
  Float64Array: "float64",
  Int8Array: "int8",
  Uint8Array: "uint8",
  Int16Array: "int16",
  Uint16Array: "uint16",
  Int32Array: "int32",
  Uint32Array: "uint32",
  float16: "float16",
  bfloat16: "bfloat16",
};

/** How the tensors of a call are, one like the other. */
export interface Style {
  /** The one kind of predictions, weights and labels, if they are alike. */
  readonly floats?: "Float32Array" | "Float64Array";
  /** How many of those that could have strides have them. */
  readonly strided: number;
}

export function styleOf(random: Random): Style {
  const floats = random.weighted([
    [3, "Float32Array"],
    [1, "Float64Array"],
  ] as const);
  return random.chance(0.45) ? { floats, strided: random.one([0, 0, 0.5]) } : { strided: 0.5 };
}

function kindOf(random: Random, argument: Argument, { floats }: Style): Kind {
  if (floats && argument !== "mask")
    return argument === "yTrue" && random.chance(0.3)
      ? random.one(["Uint8Array", "Buffer"] as const)
      : floats;
  const few = argument === "mask" ? 3 : argument === "yTrue" ? 1.5 : 0.15;
  return random.weighted<Kind>([
    [argument === "mask" ? 1 : 5, "Float32Array"],
    [argument === "mask" ? 0.5 : 2, "Float64Array"],
    [3, "plain"],
    [few, "boolean"],
    [few, "Uint8Array"],
    [few, random.one(integerKinds)],
    [argument === "mask" ? 0 : 0.3, random.one(["float16", "bfloat16"] as const)],
  ]);
}

function formOf(random: Random, kind: Kind, rank: number, size: number): Form {
  if (kind === "float16" || kind === "bfloat16") return "shaped";
  if (rank === 0)
    return random.chance(0.7) && (kind === "plain" || kind === "boolean") ? "number" : "shaped";
  if (kind === "plain" || kind === "boolean")
    return random.chance(size === 0 ? 0 : 0.6) ? "nested" : "shaped";
  if (rank === 1 && random.chance(0.75)) return "typed";
  return rank > 1 && size > 0 && random.chance(0.15) ? "rows" : "shaped";
}

/** A tensor of the shape, with data in row-major order or in any other. */
export function tensorOf(
  random: Random,
  argument: Argument,
  shape: readonly number[],
  values: Values,
  style: Style,
): TensorSpec {
  const kind = kindOf(random, argument, style);
  const size = sizeOf(shape);
  const form = formOf(random, kind, shape.length, size);
  const held = () => heldBy(kind, values());
  const data = (length: number) => Array.from({ length }, held);
  if (form !== "shaped") return { form, kind, shape, data: data(size) };
  const type = typeNames[kind];
  const hasType =
    type !== undefined && (kind === "float16" || kind === "bfloat16" || random.chance(0.1));
  const names = {
    shape: random.chance(hasType ? 0 : 0.7) ? ("shape" as const) : ("dims" as const),
    strides: random.one(["stride", "strides"] as const),
    ...(hasType ? { type } : {}),
  };
  if (!random.chance(style.strided) || size === 0)
    return { form, kind, shape, names, data: data(size) };
  return { form, kind, shape, names, ...stridesOf(random, shape, data) };
}

/** Transposed, repeating, backwards, with gaps, or several of these. */
function stridesOf(random: Random, shape: readonly number[], data: (length: number) => number[]) {
  const order = random.chance(0.6)
    ? random.shuffled(shape.map((_, axis) => axis))
    : shape.map((_, axis) => axis);
  const strides = rowMajor(order.map((axis) => shape[axis]!));
  const byAxis = shape.map((_, axis) => strides[order.indexOf(axis)]!);
  const gap = random.chance(0.2) ? random.integer(2, 3) : 1;
  const repeats = random.chance(0.2);
  const turned = random.chance(0.25);
  const steps = byAxis.map((step) =>
    repeats && random.chance(0.5) ? 0 : step * gap * (turned && random.chance(0.5) ? -1 : 1),
  );
  const back = steps.reduce((sum, step, axis) => sum + Math.min(step, 0) * (shape[axis]! - 1), 0);
  const ahead = steps.reduce((sum, step, axis) => sum + Math.max(step, 0) * (shape[axis]! - 1), 0);
  const before = random.chance(0.3) ? random.integer(1, 3) : 0;
  const after = random.chance(0.3) ? random.integer(1, 3) : 0;
  return { strides: steps, offset: before - back, data: data(before - back + ahead + 1 + after) };
}
