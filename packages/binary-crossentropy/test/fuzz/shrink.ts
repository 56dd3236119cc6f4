// The smallest call that still fails: with fewer options, plainer forms, fewer elements, simpler
// numbers.

import type { Options } from "../oracle/loss.js";
import { indexOf, placeOf, read, rowMajor, sizeOf, type TensorSpec } from "../oracle/tensor.js";
import type { Argument, Call } from "./call.js";

const inputs: readonly Argument[] = ["yTrue", "yPred", "sampleWeight", "mask"];

/**
 * @param fails Whether a call fails in the way that is looked at.
 * @param patience For how many milliseconds smaller calls are looked for.
 */
export function shrink(call: Call, fails: (call: Call) => boolean, patience = 5000): Call {
  const end = performance.now() + patience;
  let smallest = call;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of candidates(smallest)) {
      if (performance.now() > end) return smallest;
      if (!fails(candidate)) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

function* candidates(call: Call): Generator<Call> {
  // What is large is slow to try.
  if (sizeOf(call.yPred.shape) > 100) yield* cuts(call);
  yield* withFewerParts(call);
  for (const key of Object.keys(call.options) as (keyof Options)[]) {
    const { [key]: _, ...options } = call.options;
    yield { ...call, options };
  }
  for (const name of inputs) if (call[name]) yield* plainer(call, name);
  yield* cuts(call);
  yield* simplerOptions(call);
  for (const name of inputs) if (call[name]) yield* simplerNumbers(call, name);
}

function* withFewerParts(call: Call): Generator<Call> {
  const { out, mask, sampleWeight, ...bare } = call;
  if (out) {
    yield { ...bare, ...(mask && { mask }), ...(sampleWeight && { sampleWeight }) };
    if (out.over) {
      yield { ...call, out: { isShaped: false } };
      for (const name of out.over.inputs) {
        const left = out.over.inputs.filter((other) => other !== name);
        if (left.length > 0)
          yield { ...call, out: { ...out, over: { ...out.over, inputs: left } } };
      }
      if (out.over.at !== 64) yield { ...call, out: { ...out, over: { ...out.over, at: 64 } } };
    }
    if (out.isShaped) yield { ...call, out: { ...out, isShaped: false } };
  }
  const over = (name: Argument) => out?.over?.inputs.includes(name);
  if (mask && !over("mask")) yield without(call, "mask");
  if (sampleWeight && !over("sampleWeight")) yield without(call, "sampleWeight");
  if (call.memory !== "ordinary") yield { ...call, memory: "ordinary" };
  if (call.through !== "class" && call.through !== "metric") yield { ...call, through: "class" };
}

function without(call: Call, name: "mask" | "sampleWeight"): Call {
  const { [name]: _, ...rest } = call;
  return rest;
}

/** Row-major, and in an array of a common kind. */
function* plainer(call: Call, name: Argument): Generator<Call> {
  const spec = call[name]!;
  const { shape, values } = read(spec);
  const rowMajorSpec: TensorSpec = {
    form: spec.form,
    kind: spec.kind,
    shape,
    data: values,
    ...(spec.names && { names: spec.names }),
  };
  if (spec.strides || spec.offset) {
    const { offset: _, ...unmoved } = spec;
    if (spec.offset) yield { ...call, [name]: unmoved };
    yield { ...call, [name]: rowMajorSpec };
  }
  const isHalf = spec.kind === "float16" || spec.kind === "bfloat16";
  if (
    !isHalf &&
    spec.names &&
    (spec.names.shape !== "shape" || spec.names.strides !== "strides" || spec.names.type)
  ) {
    yield { ...call, [name]: { ...spec, names: { shape: "shape", strides: "strides" } } };
  }
  if (spec.strides) return;
  const form = shape.length === 1 ? "typed" : "shaped";
  if (spec.kind !== "Float32Array")
    yield { ...call, [name]: { form, kind: "Float32Array", shape, data: values.map(Math.fround) } };
  if (!isHalf && spec.form !== form && spec.kind !== "plain" && spec.kind !== "boolean")
    yield { ...call, [name]: { form, kind: spec.kind, shape, data: values } };
}

/** Calls on a part of the data along one of its axes, or with one axis less. */
function* cuts(call: Call): Generator<Call> {
  const { shape } = call.yPred;
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis]!;
    if (length > 3) {
      yield cut(call, axis, 0, length >> 1);
      yield cut(call, axis, length >> 1, length);
    }
    if (length > 1) {
      yield cut(call, axis, 0, length - 1);
      yield cut(call, axis, 1, length);
    }
    if (length === 1) yield drop(call, axis);
  }
}

function averaged(call: Call): boolean[] {
  const { axis } = call.options;
  const { shape } = call.yPred;
  const named = axis === undefined ? [-1] : [axis].flat();
  return shape.map(
    (_, i) => axis === null || named.some((a) => (a! < 0 ? a! + shape.length : a) === i),
  );
}

/** Which axis of an input belongs to an axis of the predictions. */
function axisOf(call: Call, name: Argument, axis: number): number {
  const { shape } = call.yPred;
  const own = call[name]!.shape;
  const isWhole = own.length === shape.length && own.every((length, i) => length === shape[i]);
  if (name === "yPred" || name === "yTrue" || isWhole) return own[axis] === shape[axis] ? axis : -1;
  const averages = averaged(call);
  if (averages[axis]) return -1;
  const among = averages.slice(0, axis).filter((isAveraged) => !isAveraged).length;
  return own[among] === shape[axis] ? among : -1;
}

function cut(call: Call, axis: number, from: number, to: number): Call {
  const changed: { -readonly [K in keyof Call]?: Call[K] } = {};
  for (const name of inputs) {
    const spec = call[name];
    const own = spec ? axisOf(call, name, axis) : -1;
    if (spec && own >= 0 && !(name !== "yPred" && spec.shape[own] === 1))
      changed[name] = part(spec, own, from, to);
  }
  const { posWeight } = call.options;
  const isLast = axis === call.yPred.shape.length - 1;
  const options =
    isLast && typeof posWeight === "object"
      ? { ...call.options, posWeight: posWeight.slice(from, to) }
      : call.options;
  return { ...call, ...changed, options };
}

function part(spec: TensorSpec, axis: number, from: number, to: number): TensorSpec {
  const shape = spec.shape.map((length, i) => (i === axis ? to - from : length));
  if (spec.strides)
    return { ...spec, shape, offset: (spec.offset ?? 0) + from * spec.strides[axis]! };
  const steps = rowMajor(spec.shape);
  const data = Array.from(
    { length: sizeOf(shape) },
    (_, i) =>
      spec.data[placeOf(indexOf(i, shape), steps, (spec.offset ?? 0) + from * steps[axis]!)]!,
  );
  const { offset: _, ...rest } = spec;
  return { ...rest, shape, data };
}

function drop(call: Call, axis: number): Call {
  const changed: { -readonly [K in keyof Call]?: Call[K] } = {};
  const without = <T>(list: readonly T[], i: number) => list.filter((_, at) => at !== i);
  for (const name of inputs) {
    const spec = call[name];
    const own = spec ? axisOf(call, name, axis) : -1;
    if (!spec || own < 0) continue;
    const shape = without(spec.shape, own);
    const isTyped = spec.form === "typed" || spec.form === "rows";
    const form = isTyped
      ? shape.length === 1
        ? "typed"
        : "shaped"
      : shape.length === 0 && spec.form === "nested"
        ? "number"
        : spec.form;
    changed[name] = {
      ...spec,
      form,
      shape,
      ...(spec.strides && { strides: without(spec.strides, own) }),
    };
  }
  return { ...call, ...changed };
}

function* simplerOptions(call: Call): Generator<Call> {
  const { options } = call;
  const { posWeight, labelSmoothing, axis, reduction } = options;
  if (typeof posWeight === "object")
    for (const factor of posWeight) yield { ...call, options: { ...options, posWeight: factor } };
  if (labelSmoothing !== undefined && ![0.5, 1, 0.1].includes(labelSmoothing))
    yield { ...call, options: { ...options, labelSmoothing: 0.5 } };
  if (Array.isArray(axis) && axis.length === 1)
    yield { ...call, options: { ...options, axis: axis[0] as number } };
  if (typeof axis === "object" && axis?.length !== 0)
    yield { ...call, options: { ...options, axis: [] } };
  if (reduction !== undefined && reduction !== "sum" && reduction !== "none")
    yield { ...call, options: { ...options, reduction: "sum" } };
}

/** One number instead of all, then instead of each. */
function* simplerNumbers(call: Call, name: Argument): Generator<Call> {
  const spec = call[name]!;
  const { data } = spec;
  const simple = [1, 0, ...(name === "yPred" ? [0.5] : [])];
  const simplicity = (x: number) =>
    simple.includes(x) && !Object.is(x, -0)
      ? simple.indexOf(x)
      : Number.isInteger(x) && Math.abs(x) < 10
        ? 3
        : 4;
  for (const value of simple) {
    if (data.some((x) => simplicity(x) > simplicity(value)))
      yield { ...call, [name]: { ...spec, data: data.map(() => value) } };
  }
  if (data.length > 40) return;
  for (let i = 0; i < data.length; i++) {
    const rounded = Number(data[i]!.toPrecision(3));
    const values = rounded !== data[i] && spec.kind === "plain" ? [...simple, rounded] : simple;
    for (const value of values) {
      if (simplicity(value) < simplicity(data[i]!) || value === rounded)
        yield { ...call, [name]: { ...spec, data: data.with(i, value) } };
    }
  }
}
