// Random calls: every form of tensor, every option, every layout, most of them small.

import type { Axis } from "../oracle/layout.js";
import type { Options, Reduction } from "../oracle/loss.js";
import type { Dtype } from "../oracle/precision.js";
import { type Form, type Kind, rowMajor, sizeOf, type TensorSpec } from "../oracle/tensor.js";
import type { Argument, Call, Memory, Out } from "./call.js";
import type { Random } from "./random.js";
import { spoil } from "./spoil.js";
import { heldBy, labels, logits, mask, probabilities, type Values, weights } from "./values.js";

const reductions: readonly Reduction[] = ["auto", "sum_over_batch_size", "mean", "mean_with_sample_weight", "sum", "none", null];
const dialects = ["keras2", "keras3", "torch", "exact"] as const;
const shortLengths = [1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 9];
const longLengths = [15, 16, 17, 31, 32, 33];
const blockLengths = [1023, 1024, 1025, 2047, 2048, 2049, 4095, 4096, 4097];

/** How large a shape may be, so that most calls are quick. */
function shapeOf(random: Random): number[] {
  const kind = random.weighted([
    [83, "short"],
    [15, "long"],
    [0.4, "block"],
    [2, "empty"],
  ] as const);
  if (kind === "block") {
    const length = random.one(blockLengths);
    return random.one([[length], [length], [length, 1], [1, length], [random.one([2, 3]), length], [length, 2], [2, 1, length]]);
  }
  if (kind === "long") {
    const length = random.one(longLengths);
    return random.one([[length], [length, 1], [random.one(shortLengths), length], [length, random.one(shortLengths)]]);
  }
  const rank = random.weighted([
    [1, 0],
    [4, 1],
    [5, 2],
    [3, 3],
    [1, 4],
    [1, 5],
  ]);
  const shape: number[] = [];
  for (let room = 40; shape.length < rank; room /= shape.at(-1)!)
    shape.push(random.one(shortLengths.filter((length) => length <= Math.max(room, 1))));
  if (kind === "empty" && rank > 0) shape[random.integer(0, rank - 1)] = 0;
  return shape;
}

function axisOf(random: Random, rank: number): Axis | undefined {
  if (rank === 0) return random.one([null, []]);
  const axes = random.shuffled(Array.from({ length: rank }, (_, i) => i)).slice(0, random.integer(0, rank));
  return random.weighted<Axis | undefined>([
    [4, undefined],
    [2, random.integer(-rank, rank - 1)],
    [1.5, null],
    [1.5, []],
    [2, axes.map((axis) => (random.chance(0.5) ? axis : axis - rank))],
  ]);
}

function optionsOf(random: Random, shape: readonly number[]): Options {
  const some = <T>(chance: number, value: () => T) => (random.chance(chance) ? value() : undefined);
  const fromLogits = random.chance(0.5);
  const posWeights = () =>
    random.chance(0.5)
      ? random.one([1, 2.5, 0, 1e-12, 100, 3, 0.5, 1e6])
      : Array.from({ length: shape.at(-1) ?? 1 }, () => random.one([1, 0, 2.5, random.next() * 4]));
  const options = {
    fromLogits: fromLogits || undefined,
    labelSmoothing: some(0.3, () => random.one([0.1, 1e-9, 1, 0.5, 1e-20, random.next()])),
    axis: axisOf(random, shape.length),
    reduction: random.chance(0.2) ? undefined : random.one(reductions),
    dialect: some(0.75, () => random.one(dialects)),
    epsilon: some(0.3, () => random.one([1e-3, 1e-8, 1e-12, 1e-40, 0.25, 0, 0.4999, 1e-16, 1e-5])),
    dtype: some(0.25, () => random.one(["float32", "float64"] as const)),
    posWeight: some(0.25, posWeights),
    ignoreLabel: some(0.2, () => random.one([-1, 0, 1, NaN, 0.1, -999.99, 1e20, 255, 2, 1e-50])),
    validate: some(0.1, () => true),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}

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

function kindOf(random: Random, argument: Argument): Kind {
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
  if (rank === 0) return random.chance(0.7) && (kind === "plain" || kind === "boolean") ? "number" : "shaped";
  if (kind === "plain" || kind === "boolean") return random.chance(size === 0 ? 0 : 0.6) ? "nested" : "shaped";
  if (rank === 1 && random.chance(0.75)) return "typed";
  return rank > 1 && size > 0 && random.chance(0.15) ? "rows" : "shaped";
}

/** A tensor of the shape, with data in row-major order or in any other. */
export function tensorOf(random: Random, argument: Argument, shape: readonly number[], values: Values): TensorSpec {
  const kind = kindOf(random, argument);
  const size = sizeOf(shape);
  const form = formOf(random, kind, shape.length, size);
  const held = () => heldBy(kind, values());
  const data = (length: number) => Array.from({ length }, held);
  if (form !== "shaped") return { form, kind, shape, data: data(size) };
  const type = typeNames[kind];
  const hasType = type !== undefined && (kind === "float16" || kind === "bfloat16" || random.chance(0.1));
  const names = {
    shape: random.chance(hasType ? 0 : 0.7) ? ("shape" as const) : ("dims" as const),
    strides: random.one(["stride", "strides"] as const),
    ...(hasType ? { type } : {}),
  };
  if (random.chance(0.5) || size === 0) return { form, kind, shape, names, data: data(size) };
  return { form, kind, shape, names, ...stridesOf(random, shape, data) };
}

/** Transposed, repeating, backwards, with gaps, or several of these. */
function stridesOf(random: Random, shape: readonly number[], data: (length: number) => number[]) {
  const order = random.chance(0.6) ? random.shuffled(shape.map((_, axis) => axis)) : shape.map((_, axis) => axis);
  const strides = rowMajor(order.map((axis) => shape[axis]!));
  const byAxis = shape.map((_, axis) => strides[order.indexOf(axis)]!);
  const gap = random.chance(0.2) ? random.integer(2, 3) : 1;
  const repeats = random.chance(0.2);
  const turned = random.chance(0.25);
  const steps = byAxis.map((step) => (repeats && random.chance(0.5) ? 0 : step * gap * (turned && random.chance(0.5) ? -1 : 1)));
  const back = steps.reduce((sum, step, axis) => sum + Math.min(step, 0) * (shape[axis]! - 1), 0);
  const ahead = steps.reduce((sum, step, axis) => sum + Math.max(step, 0) * (shape[axis]! - 1), 0);
  const before = random.chance(0.3) ? random.integer(1, 3) : 0;
  const after = random.chance(0.3) ? random.integer(1, 3) : 0;
  return { strides: steps, offset: before - back, data: data(before - back + ahead + 1 + after) };
}

/** A shape that a weight or a mask may have. */
function weightShape(random: Random, shape: readonly number[], axis: Axis | undefined): number[] {
  const averaged = shape.map(
    (_, i) => axis === null || [axis ?? -1].flat().some((named) => (named < 0 ? named + shape.length : named) === i),
  );
  const cells = shape.filter((_, i) => !averaged[i]);
  const left = cells.slice(0, random.integer(0, cells.length)).map((length) => (random.chance(0.15) ? 1 : length));
  return random.weighted([
    [1, []],
    [3, cells],
    [2, left],
    [2, [...cells, 1]],
    [2, [...shape]],
    [shape.length === 1 ? 3 : 0, [...shape]],
  ]);
}

/** yPred's shape and yTrue's, which may lack or have a trailing axis of 1, or be a lone number. */
function partnerOf(random: Random, shape: readonly number[], isFunction: boolean): readonly number[] {
  if (isFunction || random.chance(0.9)) return shape;
  if (random.chance(0.5)) return [...shape, 1];
  return shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
}

const memories: readonly (readonly [number, Memory])[] = [
  [6, "ordinary"],
  [2, "kernel"],
  [0.7, "shared"],
  [0.7, "sharedKernel"],
];

export function generate(random: Random): Call {
  const shape = shapeOf(random);
  const options = optionsOf(random, shape);
  const through = random.weighted([
    [10, "class"],
    [1, "function"],
    [0.5, "method"],
    [1, "metric"],
  ] as const);
  const guess: Dtype = options.dtype ?? (random.chance(0.3) ? "float64" : "float32");
  const predictions = options.fromLogits ? logits(random, guess) : probabilities(random, guess, options.epsilon ?? 1e-7);
  const isLone = random.chance(0.04);
  const yTrue = isLone
    ? ({ form: "number", kind: "plain", shape: [], data: [labels(random, guess, options.ignoreLabel)()] } as const)
    : tensorOf(random, "yTrue", partnerOf(random, shape, through === "function"), labels(random, guess, options.ignoreLabel));
  const yPred = tensorOf(random, "yPred", shape, predictions);
  const takesWeights = through === "class" || through === "metric";
  const sampleWeight =
    takesWeights && random.chance(0.45)
      ? tensorOf(random, "sampleWeight", weightShape(random, shape, options.axis), weights(random))
      : undefined;
  const maskSpec =
    takesWeights && random.chance(0.2) ? tensorOf(random, "mask", weightShape(random, shape, options.axis), mask(random)) : undefined;
  const call: Call = {
    through,
    options: through === "class" ? options : withoutReduction(options),
    yTrue,
    yPred,
    ...(sampleWeight && { sampleWeight }),
    ...(maskSpec && { mask: maskSpec }),
    memory: random.weighted(memories),
  };
  const out = through === "class" ? outOf(random, call) : undefined;
  const whole = out ? { ...call, out } : call;
  return random.chance(0.06) ? spoil(random, whole) : whole;
}

function withoutReduction({ reduction: _, ...options }: Options): Options {
  return options;
}

function outOf(random: Random, call: Call): Out | undefined {
  if (random.chance(0.6)) return undefined;
  const isShaped = random.chance(0.3);
  const placed = (["yTrue", "yPred", "sampleWeight", "mask"] as const).filter((name) => {
    const tensor = call[name];
    return tensor && (tensor.form === "typed" || tensor.form === "shaped") && tensor.kind !== "plain" && tensor.kind !== "boolean";
  });
  if (placed.length === 0 || random.chance(0.3)) return { isShaped };
  const inputs = random.shuffled(placed).slice(0, random.integer(1, placed.length));
  const at = random.weighted([
    [3, 0],
    [2, 4],
    [2, 8],
    [1, -4],
    [1, 8 * random.integer(0, 8)],
  ]);
  return { isShaped, over: { inputs, at: at + 64 } };
}
