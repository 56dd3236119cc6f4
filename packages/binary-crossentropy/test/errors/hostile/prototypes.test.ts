// Options and tensors are what the caller's objects hold themselves: what lies on Object.prototype
// changes nothing, and what an object inherits otherwise is not passed over in silence.

import { anything, failure } from "@binary-crossentropy/test/failure";
import {
  BinaryCrossentropy,
  binaryCrossentropy,
  KernelMemory,
  losses,
  metrics,
  toNested,
} from "binary-crossentropy";
import { afterEach, describe, expect, test } from "vitest";

const bce = new BinaryCrossentropy();
const build = (options: unknown) => new BinaryCrossentropy(anything(options));

describe("what somebody put on Object.prototype", () => {
  const root = Object.prototype as unknown as Record<string, unknown>;
  const pollution: Record<string, unknown> = {
    fromLogits: true,
    labelSmoothing: 0.5,
    axis: 0,
    reduction: "sum",
    dialect: "torch",
    epsilon: 0.25,
    dtype: "float64",
    posWeight: 7,
    ignoreLabel: 1,
    validate: true,
    name: "polluted",
    mask: [0, 0],
    out: new Float32Array(4),
    sampleWeight: 9,
    byteLength: 1,
    shape: [1],
    dims: [1],
    data: [1],
    stride: [0, 0],
    strides: [0, 0],
    offset: 1,
    type: "float16",
    from_logits: true,
    label_smoothing: 0.5,
    total: 9,
    count: 9,
    float32: 1,
    float64: 1,
    shared: true,
    kind: "Float32Array",
    0: 1,
    1: 1,
  };
  afterEach(() => {
    for (const key of Object.keys(pollution)) delete root[key];
  });

  function results() {
    const labels = { data: Float32Array.of(0, 1, 1, 0), shape: [2, 2] };
    const probabilities = { data: Float32Array.of(0.25, 0.75, 0.5, 0.125), shape: [2, 2] };
    const loss = new BinaryCrossentropy({});
    const memory = new KernelMemory({ byteLength: 4096 });
    const metric = new metrics.BinaryCrossentropy();
    metric.updateState(labels, probabilities);
    return JSON.stringify([
      loss.getConfig(),
      loss(labels, probabilities),
      loss(labels, probabilities, null, {}),
      loss.valueAndGrad(labels, probabilities, null, {}),
      loss.valueAndGrad(labels.data, probabilities.data, null, {}),
      loss.hessian(labels, probabilities, null, {}),
      loss.call(labels, probabilities),
      binaryCrossentropy(labels, probabilities, {}),
      loss([[0, 1]], [[0.5, 0.25]]),
      losses.deserialize({ class_name: "BinaryCrossentropy", config: {} }).getConfig(),
      metric.state(),
      [...memory.float32(3)],
      toNested(probabilities),
    ]);
  }
  const clean = results();

  test.each(Object.keys(pollution))("%s changes nothing", (key) => {
    root[key] = pollution[key];
    const polluted = results();
    delete root[key];
    expect(polluted).toBe(clean);
  });

  test("an option that another object has is not taken, nor passed over in silence", () => {
    expect(failure(() => build(Object.create({ fromLogits: true })))).toMatch(
      /^ValueError: BinaryCrossentropy: options must /,
    );
    expect(
      failure(() => build(Object.assign(Object.create({ fromLogits: true }), { axis: 0 }))),
    ).toBe(
      "ValueError: BinaryCrossentropy: options must have fromLogits as a property of its own, got one that is inherited.",
    );
  });

  test("a Map, and whatever else holds its contents elsewhere, is no set of options", () => {
    for (const options of [
      new Map([["fromLogits", true]]),
      new Set(["fromLogits"]),
      new Date(0),
      Object(true),
      Promise.resolve(),
    ]) {
      const { name } = options.constructor;
      expect(failure(() => build(options))).toBe(
        `ValueError: BinaryCrossentropy: options must be a plain object, got an instance of ${name}.`,
      );
      expect(failure(() => bce([1], [1], null, options as object))).toMatch(
        /the fourth argument must be a plain object/,
      );
      expect(failure(() => bce.valueAndGrad([1], [1], null, options as object))).toMatch(
        /the fourth argument must be a plain object/,
      );
    }
  });

  test("a kernel memory has no other option than its size", () => {
    expect(failure(() => new KernelMemory(anything({ byteLength: 64, shared: true })))).toBe(
      'ValueError: KernelMemory: options must have no other keys than byteLength, got "shared".',
    );
  });
});
