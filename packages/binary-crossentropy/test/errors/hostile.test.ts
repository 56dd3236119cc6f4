// Arguments made to break things: each is a ValueError that names it, at once, however much it
// pretends to hold.

import { anything, failure } from "@binary-crossentropy/test/failure";
import {
  BinaryCrossentropy,
  binaryCrossentropy,
  KernelMemory,
  Loss,
  losses,
  metrics,
  toNested,
  ValueError,
} from "binary-crossentropy";
import { afterEach, describe, expect, test } from "vitest";

const bce = new BinaryCrossentropy();
const build = (options: unknown) => new BinaryCrossentropy(anything(options));

/** A message, or what else came, and that it came at once. */
function atOnce(run: () => unknown): string {
  const start = performance.now();
  const message = failure(run);
  expect(performance.now() - start).toBeLessThan(500);
  return message;
}

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

const sparse = new Array(2 ** 32 - 1);

describe("what pretends to be large", () => {
  const most = 2 ** 27;
  const twice = (item: unknown) => [item, item];
  const deep = Array.from({ length: 31 }).reduce<unknown>(twice, twice(1));
  const square = new Array(2 ** 16).fill(new Array(2 ** 16).fill(1));
  const endless = new Proxy([1], { get: (_, key) => (key === "length" ? 2 ** 40 : 1) });

  const tensors: [title: string, tensor: unknown, message: RegExp][] = [
    [
      "a sparse array",
      sparse,
      /^ValueError: BinaryCrossentropy: yTrue must have at most 134217728 elements in nested arrays, got \[4294967295\]/,
    ],
    [
      "rows that are one row",
      square,
      /yTrue must have at most 134217728 elements in nested arrays, got \[65536, 65536\]\. Pass a typed array\.$/,
    ],
    [
      "rows that are one row, nested deep",
      deep,
      /yTrue must have at most 134217728 elements in nested arrays, got \[2, 2,/,
    ],
    [
      "a Proxy of any length",
      endless,
      /yTrue must have at most 134217728 elements in nested arrays, got \[1099511627776\]/,
    ],
    [
      "a stride of 0",
      { data: [1], shape: [2 ** 31], strides: [0] },
      /yTrue\.shape must span at most 134217728 elements with data of length 1, got \[2147483648\]\.$/,
    ],
    [
      "strides of 0",
      { data: [1], shape: [2 ** 20, 2 ** 20], stride: [0, 0] },
      /yTrue\.shape must span at most 134217728 elements/,
    ],
    [
      "more than a number can say",
      { data: [1], shape: new Array(32).fill(2 ** 53 - 1), stride: new Array(32).fill(0) },
      /yTrue\.shape must span at most/,
    ],
    ["an empty axis beside", { data: [], shape: [2 ** 40, 0] }, /yTrue\.shape must span at most/],
    [
      "a sparse shape",
      { data: [1], shape: sparse },
      /^ValueError: BinaryCrossentropy: yTrue\.shape must have at most 32 axes, got 4294967295\.$/,
    ],
    [
      "sparse dims",
      { data: [1], dims: sparse },
      /yTrue\.dims must have at most 32 axes, got 4294967295\.$/,
    ],
    [
      "sparse strides",
      { data: [1], shape: [1], strides: sparse },
      /yTrue\.stride must have at most 32 axes, got 4294967295\.$/,
    ],
    [
      "sparse data",
      { data: sparse, shape: [1] },
      /yTrue\.data must have at most 134217728 elements in nested arrays/,
    ],
  ];
  test.each(tensors)("%s", (_, tensor, message) => {
    expect(atOnce(() => bce(anything(tensor), [1]))).toMatch(message);
    expect(atOnce(() => bce([1], anything(tensor)))).toMatch(
      anything(new RegExp(message.source.replaceAll("yTrue", "yPred"))),
    );
    expect(atOnce(() => bce([1], [1], anything(tensor)))).toMatch(
      anything(new RegExp(message.source.replaceAll("yTrue", "sampleWeight"))),
    );
    expect(atOnce(() => bce([1], [1], null, { mask: anything(tensor) }))).toMatch(
      anything(new RegExp(message.source.replaceAll("yTrue", "mask"))),
    );
    expect(atOnce(() => toNested(anything(tensor)))).toMatch(/^ValueError: toNested: a/);
  });

  test("in options, in out and in kernel memory", () => {
    expect(atOnce(() => build({ axis: sparse }))).toMatch(
      /^ValueError: BinaryCrossentropy: axis must name at most 32 axes, got \[/,
    );
    expect(atOnce(() => build({ posWeight: sparse }))).toMatch(
      /^ValueError: BinaryCrossentropy: posWeight must have at most 134217728 items, got \[/,
    );
    expect(atOnce(() => build({ posWeight: new Array(most) }))).toMatch(
      /^ValueError: BinaryCrossentropy: posWeight must be a number in/,
    );
    expect(atOnce(() => build({ posWeight: endless }))).toMatch(
      /posWeight must have at most 134217728 items/,
    );
    const out = { data: new Float32Array(1), shape: sparse };
    expect(atOnce(() => bce.valueAndGrad([1], [1], null, { out }))).toMatch(
      /^ShapeError: BinaryCrossentropy: out must have shape \[1\]/,
    );
    expect(atOnce(() => new KernelMemory({ byteLength: 1e300 }))).toMatch(
      /^ValueError: KernelMemory: byteLength must be an integer in/,
    );
    expect(atOnce(() => new KernelMemory({ byteLength: 64 }).float32(2 ** 53 - 1))).toMatch(
      /^ValueError: KernelMemory: length must fit/,
    );
  });

  test("is taken where it is real, or small enough", () => {
    const row = { data: [0.5], shape: [1000, 1000], strides: [0, 0] };
    expect(bce(row, row)).toBeCloseTo(Math.LN2, 5);
  });
});

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

describe("tensors with a type", () => {
  const half = Uint16Array.of(0x3a00, 0x3400);
  const value = (yPred: unknown) => bce([[1], [0]], anything(yPred));
  const expected = value([[0.75], [0.25]]);

  test("are read as their type says", () => {
    expect(value({ type: "float16", dims: [2, 1], data: half })).toBe(expected);
    expect(value({ type: "bfloat16", dims: [2, 1], data: Uint16Array.of(0x3f40, 0x3e80) })).toBe(
      expected,
    );
    expect(value({ type: "float32", dims: [2, 1], data: Float32Array.of(0.75, 0.25) })).toBe(
      expected,
    );
    expect(value({ type: "float64", dims: [2, 1], data: [0.75, 0.25] })).toBe(
      value({ data: Float64Array.of(0.75, 0.25), shape: [2, 1] }),
    );
    const integers = {
      int8: Int8Array,
      uint8: Uint8Array,
      int16: Int16Array,
      uint16: Uint16Array,
      int32: Int32Array,
      uint32: Uint32Array,
    };
    for (const [type, Kind] of Object.entries({ ...integers, bool: Uint8Array })) {
      expect(bce(anything({ type, dims: [2, 1], data: Kind.of(1, 0) }), [[0.75], [0.25]])).toBe(
        expected,
      );
    }
  });

  test("halves of every kind: subnormal, infinite, NaN, with strides and as weights", () => {
    const read = (type: string, ...bits: number[]) =>
      toNested(anything({ type, dims: [bits.length], data: Uint16Array.from(bits) }));
    expect(
      read(
        "float16",
        0,
        0x8000,
        1,
        0x03ff,
        0x0400,
        0x3c00,
        0x3555,
        0xc000,
        0x7bff,
        0x7c00,
        0xfc00,
        0x7e00,
      ),
    ).toEqual([
      0,
      -0,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      1,
      0.333251953125,
      -2,
      65504,
      Infinity,
      -Infinity,
      NaN,
    ]);
    expect(read("bfloat16", 0x3f80, 0x8000, 0x7f80, 0xff80, 0x7fc0, 0x0001)).toEqual([
      1,
      -0,
      Infinity,
      -Infinity,
      NaN,
      2 ** -133,
    ]);
    expect(
      toNested(anything({ type: "float16", shape: [2], strides: [-1], offset: 1, data: half })),
    ).toEqual([0.25, 0.75]);
    expect(
      bce(
        [[1], [0]],
        [[0.75], [0.25]],
        anything({ type: "float16", dims: [2], data: Uint16Array.of(0x3c00, 0) }),
      ),
    ).toBe(bce([[1], [0]], [[0.75], [0.25]], [1, 0]));
  });

  test("that contradicts the array, or is not known, are refused", () => {
    const types =
      "float32, float64, float16, bfloat16, int8, uint8, int16, uint16, int32, uint32, bool";
    const cases: [string, unknown, string][] = [
      [
        "float32",
        half,
        "yPred.data must be a Float32Array for the type float32, got Uint16Array [14848, 13312].",
      ],
      [
        "float16",
        Float32Array.of(1, 0),
        "yPred.data must be a Uint16Array or a Float16Array for the type float16, got Float32Array [1, 0].",
      ],
      [
        "float16",
        [0.75, 0.25],
        "yPred.data must be a Uint16Array or a Float16Array for the type float16, got [0.75, 0.25].",
      ],
      [
        "bool",
        Int8Array.of(1, 0),
        "yPred.data must be a Uint8Array for the type bool, got Int8Array [1, 0].",
      ],
      [
        "int64",
        BigInt64Array.of(1n),
        `yPred.type must be one of ${types}, got "int64". Convert BigInts with Number() first.`,
      ],
      [
        "uint64",
        [1, 0],
        `yPred.type must be one of ${types}, got "uint64". Convert BigInts with Number() first.`,
      ],
      ["string", ["a", "b"], `yPred.type must be one of ${types}, got "string".`],
    ];
    for (const [type, data, message] of cases) {
      expect(failure(() => value({ type, dims: [2, 1], data }))).toBe(
        `ValueError: BinaryCrossentropy: ${message}`,
      );
    }
    expect(() => value({ type: 1, dims: [2, 1], data: [1, 0] })).toThrow(ValueError);
  });
});
