// The types of threads: what an asynchronous call promises is what the call returns.

import { BinaryCrossentropy, type NdArray, type Reduction } from "binary-crossentropy";
import { startThreads, type Threads } from "binary-crossentropy/threads";
import { expectTypeOf, test } from "vitest";

declare const threads: Threads;

test("a promise follows the reduction", () => {
  expectTypeOf(
    threads.evaluate(new BinaryCrossentropy(), [1], [1]),
  ).resolves.toEqualTypeOf<number>();
  expectTypeOf(
    threads.evaluate(new BinaryCrossentropy({ reduction: "none" }), [1], [1]),
  ).resolves.toEqualTypeOf<NdArray>();
  const any = BinaryCrossentropy.fromConfig({});
  expectTypeOf(threads.evaluate<Reduction>(any, [1], [1])).resolves.toEqualTypeOf<
    number | NdArray
  >();
  expectTypeOf(threads.valueAndGrad(new BinaryCrossentropy(), [1], [1])).resolves.toEqualTypeOf<{
    value: number;
    grad: NdArray;
  }>();
  expectTypeOf(
    threads.hessian(new BinaryCrossentropy({ reduction: "sum" }), [1], [1]),
  ).resolves.toEqualTypeOf<NdArray>();
});

test("wrong options and losses do not compile", () => {
  // @ts-expect-error: no such option
  startThreads({ threads: 2 });
  // @ts-expect-error: not a loss
  threads.evaluate(() => 1, [1], [1]);
  // @ts-expect-error: only startThreads makes pools
  new Threads();
});
