// The types are part of the product: what compiles, what does not, and what comes out.

import {
  BinaryCrossentropy,
  type BinaryCrossentropyConfig,
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyConfig,
  binaryCrossentropy,
  binaryFocalCrossentropy,
  Loss,
  losses,
  metrics,
  type NdArray,
  type Reduction,
} from "binary-crossentropy";
import { describe, expectTypeOf, test } from "vitest";

describe("the return type follows the reduction", () => {
  test("a number by default and for every reduction to one value", () => {
    expectTypeOf(new BinaryCrossentropy()([1], [1])).toEqualTypeOf<number>();
    expectTypeOf(new BinaryCrossentropy({ fromLogits: true })([1], [1])).toEqualTypeOf<number>();
    expectTypeOf(new BinaryCrossentropy({ reduction: "sum" })([1], [1])).toEqualTypeOf<number>();
    expectTypeOf(
      new BinaryCrossentropy({ reduction: "mean_with_sample_weight" })([1], [1]),
    ).toEqualTypeOf<number>();
  });

  test("an NdArray for none and null", () => {
    expectTypeOf(new BinaryCrossentropy({ reduction: "none" })([1], [1])).toEqualTypeOf<NdArray>();
    expectTypeOf(new BinaryCrossentropy({ reduction: null })([1], [1])).toEqualTypeOf<NdArray>();
    expectTypeOf(
      new BinaryCrossentropy({ reduction: "none" }).valueAndGrad([1], [1]),
    ).toEqualTypeOf<{ value: NdArray; grad: NdArray }>();
  });

  test("either where the reduction is known at run time only", () => {
    const reduction = "sum" as Reduction;
    expectTypeOf(new BinaryCrossentropy({ reduction })([1], [1])).toEqualTypeOf<number | NdArray>();
    expectTypeOf(new BinaryCrossentropy({ reduction: undefined })([1], [1])).toEqualTypeOf<
      number | NdArray
    >();
    expectTypeOf(BinaryCrossentropy.fromConfig({})([1], [1])).toEqualTypeOf<number | NdArray>();
  });

  test("of gradients, Hessians, functions and metrics", () => {
    expectTypeOf(new BinaryCrossentropy().valueAndGrad([1], [1])).toEqualTypeOf<{
      value: number;
      grad: NdArray;
    }>();
    expectTypeOf(new BinaryCrossentropy().hessian([1], [1])).toEqualTypeOf<NdArray>();
    expectTypeOf(binaryCrossentropy([1], [1])).toEqualTypeOf<NdArray>();
    expectTypeOf(new metrics.BinaryCrossentropy().result()).toEqualTypeOf<number>();
    expectTypeOf(new BinaryCrossentropy().getConfig()).toEqualTypeOf<BinaryCrossentropyConfig>();
  });
});

describe("focal loss", () => {
  test("has the types of binary cross-entropy", () => {
    expectTypeOf(new BinaryFocalCrossentropy()([1], [1])).toEqualTypeOf<number>();
    expectTypeOf(
      new BinaryFocalCrossentropy({ gamma: 1, reduction: "none" })([1], [1]),
    ).toEqualTypeOf<NdArray>();
    expectTypeOf(binaryFocalCrossentropy([1], [1], { gamma: 3 })).toEqualTypeOf<NdArray>();
    expectTypeOf(
      new BinaryFocalCrossentropy().getConfig(),
    ).toEqualTypeOf<BinaryFocalCrossentropyConfig>();
    expectTypeOf(losses.get("BinaryFocalCrossentropy")).toEqualTypeOf<BinaryFocalCrossentropy>();
    expectTypeOf(losses.get("binary_focal_crossentropy")).toEqualTypeOf<
      typeof binaryFocalCrossentropy
    >();
    // @ts-expect-error Keras's name in snake case
    new BinaryFocalCrossentropy({ apply_class_balancing: true });
  });
});

describe("wrong options do not compile", () => {
  test("names", () => {
    // @ts-expect-error Keras's name in snake case
    new BinaryCrossentropy({ from_logits: true });
    // @ts-expect-error an unknown option
    new BinaryCrossentropy({ gamma: 2 });
    // @ts-expect-error the function has no reduction
    binaryCrossentropy([1], [1], { reduction: "sum" });
    // @ts-expect-error the metric has no reduction
    new metrics.BinaryCrossentropy({ reduction: "sum" });
    // @ts-expect-error positional
    new BinaryCrossentropy(true);
    // @ts-expect-error out only where there is a gradient
    new BinaryCrossentropy()([1], [1], null, { out: new Float32Array(1) });
  });

  test("values", () => {
    // @ts-expect-error not a reduction
    new BinaryCrossentropy({ reduction: "avg" });
    // @ts-expect-error not a dialect
    new BinaryCrossentropy({ dialect: "keras" });
    // @ts-expect-error not a dtype
    new BinaryCrossentropy({ dtype: "float16" });
    // @ts-expect-error a string
    new BinaryCrossentropy({ labelSmoothing: "0.1" });
    // @ts-expect-error a number
    new BinaryCrossentropy({ fromLogits: 1 });
    // @ts-expect-error nested axes
    new BinaryCrossentropy({ axis: [[0]] });
    // @ts-expect-error an unknown identifier is not the function
    const f: typeof binaryCrossentropy = losses.get("hinge");
    expectTypeOf(f).toEqualTypeOf<typeof binaryCrossentropy>();
  });
});

describe("tensors", () => {
  const bce = new BinaryCrossentropy();

  test("that go in", () => {
    bce(1, 0.5);
    bce([1, true], [0.5, 0.5]);
    bce([[[1]], [[0]]], [[[0.5]], [[0.5]]]);
    bce(Uint8Array.of(1), Float32Array.of(0.5), Float64Array.of(1), { mask: [true] });
    bce({ data: [true], shape: [1] }, { data: Float32Array.of(1), dims: [1] });
    bce({ data: Int32Array.of(1), shape: [1], stride: [1], offset: 0 }, [Float32Array.of(1)]);
    bce([1] as readonly number[], [[1]] as const, null);
    bce([1], binaryCrossentropy([[1]], [[1]]));
  });

  test("that do not", () => {
    // @ts-expect-error BigInt
    bce([1n], [1]);
    // @ts-expect-error BigInt
    bce(BigInt64Array.of(1n), [1]);
    // @ts-expect-error text
    bce(["1"], [1]);
    // @ts-expect-error no shape
    bce({ data: [1] }, [1]);
    // @ts-expect-error a tensor of TensorFlow.js has a method for its data
    bce({ data: () => Promise.resolve(Float32Array.of(1)), shape: [1] }, [1]);
    // @ts-expect-error out must be able to hold a gradient
    bce.valueAndGrad([1], [1], null, { out: [0] });
  });
});

describe("losses", () => {
  test("identifiers give what they name", () => {
    expectTypeOf(losses.get("bce")).toEqualTypeOf<typeof binaryCrossentropy>();
    expectTypeOf(losses.get("BinaryCrossentropy")).toEqualTypeOf<BinaryCrossentropy>();
    expectTypeOf(losses.get(new BinaryCrossentropy({ reduction: "none" }))).toEqualTypeOf<
      BinaryCrossentropy<"none">
    >();
    expectTypeOf(losses.serialize(new BinaryCrossentropy()).class_name).toEqualTypeOf<string>();
    expectTypeOf(losses.serialize(binaryCrossentropy)).toEqualTypeOf<"binary_crossentropy">();
  });

  test("a class must say what the loss is", () => {
    // @ts-expect-error call is missing
    class Nothing extends Loss {}
    expectTypeOf<Nothing>().toExtend<Loss>();
    expectTypeOf<BinaryCrossentropy>().toExtend<(yTrue: number[], yPred: number[]) => number>();
  });
});
