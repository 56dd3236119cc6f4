// Arguments that throw when they are touched, hold nothing, or have holes: each is refused with a
// ValueError that names it.

import { anything, failure } from "@binary-crossentropy/test/failure";
import {
  BinaryCrossentropy,
  binaryCrossentropy,
  KernelMemory,
  Loss,
  losses,
  metrics,
  toNested,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";

const bce = new BinaryCrossentropy();
const build = (options: unknown) => new BinaryCrossentropy(anything(options));

const revoked = <T extends object>(target: T) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};

const detached = () => {
  const array = Float32Array.of(1, 0);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
};

describe("what cannot be touched", () => {
  const things: [title: string, make: () => unknown][] = [
    ["a revoked Proxy of an object", () => revoked({})],
    ["a revoked Proxy of an array", () => revoked([])],
    ["a Proxy of a revoked Proxy", () => new Proxy(revoked([]), {})],
    ["a revoked Proxy of a function", () => revoked(() => 1)],
    ["a revoked Proxy of a typed array", () => revoked(new Float32Array(1))],
    ["a prototype without an array", () => Object.create(Float32Array.prototype)],
    ["the prototype of a loss", () => Object.create(BinaryCrossentropy.prototype)],
    ["the prototype of a metric", () => Object.create(metrics.BinaryCrossentropy.prototype)],
    ["a detached array", detached],
  ];
  const named = (argument: string) =>
    new RegExp(`^(Value|Shape)Error: [\\w.]+: ${argument.replaceAll(".", "\\.")}( |\\.)`);

  test.each(things)("%s", (_, make) => {
    const it = () => anything(make());
    expect(failure(() => bce(it(), [1]))).toMatch(named("yTrue"));
    expect(failure(() => bce([1], it()))).toMatch(named("yPred"));
    expect(failure(() => bce([1], [1], it()))).toMatch(named("sampleWeight"));
    expect(failure(() => bce([1], [1], null, it()))).toMatch(named("the fourth argument"));
    expect(failure(() => bce([1], [1], null, { mask: it() }))).toMatch(named("mask"));
    expect(failure(() => bce([it()], [1]))).toMatch(named("yTrue"));
    expect(failure(() => bce({ data: it(), shape: [0] }, new Float32Array(0)))).toMatch(
      named("yTrue"),
    );
    expect(failure(() => bce({ data: it(), shape: [2] }, [1]))).toMatch(named("yTrue"));
    expect(failure(() => bce({ data: [1], shape: it() }, [1]))).toMatch(named("yTrue"));
    expect(failure(() => bce({ data: [1], shape: [1], strides: it() }, [1]))).toMatch(
      named("yTrue"),
    );
    expect(failure(() => bce.valueAndGrad([1], [1], null, { out: it() }))).toMatch(named("out"));
    expect(
      failure(() => bce.valueAndGrad([1], [1], null, { out: { data: it(), shape: [1] } })),
    ).toMatch(named("out"));
    expect(
      failure(() =>
        bce.valueAndGrad([1], [1], null, { out: { data: new Float32Array(1), shape: it() } }),
      ),
    ).toMatch(named("out"));
    expect(failure(() => bce.hessian([1], it(), null))).toMatch(named("yPred"));
    expect(failure(() => binaryCrossentropy(it(), [1]))).toMatch(named("yTrue"));
    expect(failure(() => build(it()))).toMatch(named("options"));
    expect(failure(() => binaryCrossentropy([1], [1], it()))).toMatch(named("options"));
    for (const option of [
      "fromLogits",
      "labelSmoothing",
      "axis",
      "reduction",
      "dialect",
      "epsilon",
      "dtype",
      "posWeight",
      "ignoreLabel",
    ]) {
      expect(failure(() => build({ [option]: it() }))).toMatch(named(option));
    }
    expect(failure(() => new metrics.BinaryCrossentropy().merge(it()))).toMatch(named("other"));
    expect(failure(() => BinaryCrossentropy.fromConfig(it()))).toMatch(named("config"));
    expect(failure(() => losses.serialize(it()))).toMatch(named("loss"));
    expect(failure(() => losses.deserialize(it()))).toMatch(
      /^ValueError: losses\.deserialize: (the serialized loss|class_name|identifier) must /,
    );
    expect(
      failure(() => losses.deserialize({ class_name: "BinaryCrossentropy", config: it() })),
    ).toMatch(/^ValueError: .*config must /);
    expect(failure(() => losses.deserialize({ class_name: "Mine", config: {} }, it()))).toMatch(
      /^ValueError: losses\.deserialize: (customLosses|class_name) must /,
    );
    expect(
      failure(() => losses.deserialize({ class_name: "Mine", config: {} }, { Mine: it() })),
    ).toMatch(named("customLosses.Mine"));
    expect(failure(() => new KernelMemory(it()))).toMatch(named("options"));
    expect(failure(() => new KernelMemory({ byteLength: it() }))).toMatch(named("byteLength"));
    expect(failure(() => new KernelMemory({ byteLength: 64 }).free(it()))).toMatch(named("array"));
    expect(failure(() => new KernelMemory({ byteLength: 64 }).float32(it()))).toMatch(
      named("length"),
    );
    expect(failure(() => toNested(it()))).toMatch(named("a"));
    class Mine extends Loss {
      call() {
        return it();
      }
    }
    expect(failure(() => new Mine()([1], [1]))).toMatch(named("what call returns"));
  });

  test("losses.get says of it what it must be", () => {
    for (const it of [
      revoked({}),
      revoked([]),
      new Proxy(revoked([]), {}),
      Object.create(BinaryCrossentropy.prototype),
      detached(),
    ]) {
      expect(failure(() => losses.get(anything(it)))).toMatch(
        /^ValueError: losses\.get: (identifier|class_name|the serialized loss) must /,
      );
    }
    expect(failure(() => losses.get(anything(revoked(() => 1))))).toBe(
      "ValueError: losses.get: identifier must be a name, a configuration, a loss or a function, got a revoked Proxy.",
    );
  });

  test("a caller's own error comes through", () => {
    const throwing = {
      get data(): never {
        throw new RangeError("mine");
      },
    };
    expect(() => bce(anything(throwing), [1])).toThrow(new RangeError("mine"));
  });
});

describe("holes", () => {
  test.each([["axis"], ["posWeight"]])("in %s", (option) => {
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested.
    expect(failure(() => build({ [option]: [0, , 1] }))).toMatch(
      new RegExp(`^ValueError: BinaryCrossentropy: ${option} must `),
    );
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested.
    expect(failure(() => build({ [option]: [,] }))).toMatch(
      new RegExp(`^ValueError: BinaryCrossentropy: ${option} must `),
    );
  });

  test("in shapes and strides", () => {
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested.
    expect(failure(() => bce({ data: [1], shape: [1, ,] as number[] }, [1]))).toMatch(
      /yTrue\.shape must hold integers >= 0/,
    );
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested.
    const strides = [,] as unknown as number[];
    expect(failure(() => bce({ data: [1], shape: [1], strides }, [1]))).toMatch(
      /yTrue\.stride must hold/,
    );
  });
});
