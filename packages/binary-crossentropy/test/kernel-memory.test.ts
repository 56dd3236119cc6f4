// Where arrays lie changes no bit: in kernel memory, in one another's place, or anywhere. And what
// lies there: what the allocator of kernel memory gives, and how little a call takes beyond its
// arrays. For each kernel in turn.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { thorough } from "@binary-crossentropy/test/tiers";
import {
  BinaryCrossentropy,
  type FloatArray,
  KernelMemory,
  ShapeError,
  ValueError,
} from "binary-crossentropy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { create, describeDtypes, inputs, kinds } from "./support/kernel-inputs.js";

describe.each(inputs)("$name", ({ name, fromLogits, dialect }) => {
  describeDtypes(name, (dtype) => {
    const Kind = kinds[dtype];

    test("a gradient written over the predictions is that written elsewhere", () => {
      for (const options of [{}, { ignoreLabel: 0.5 }, { posWeight: 2 }, { labelSmoothing: 0.2 }]) {
        const bce = new BinaryCrossentropy({ fromLogits, dialect, ...options });
        for (const length of [3, 32, 33, 2049, 5000]) {
          const data = create(length, fromLogits, length % 2 === 0);
          // What sends a vector the long way lies in the middle of others.
          if (fromLogits) data.x[length >> 1] = 1000;
          const y = new Kind(data.y);
          const elsewhere = bce.valueAndGrad(y, new Kind(data.x));
          const x = new Kind(data.x);
          const inPlace = bce.valueAndGrad(y, x, undefined, { out: x });
          expect(inPlace.value).toBe(elsewhere.value);
          expect(x).toEqual(elsewhere.grad.data);
          const w = new Kind(length).map((_, i) => i % 3);
          const weighted = bce.valueAndGrad(y, new Kind(data.x), w).grad.data;
          const weightedInPlace = new Kind(data.x);
          bce.valueAndGrad(y, weightedInPlace, w, { out: weightedInPlace });
          expect(weightedInPlace).toEqual(weighted);
          const overLabels = new Kind(data.y);
          bce.valueAndGrad(overLabels, new Kind(data.x), undefined, { out: overLabels });
          expect(overLabels).toEqual(elsewhere.grad.data);
        }
      }
    });

    test("arrays at the very end of a kernel memory are computed with as others are", () => {
      const [rows, columns] = [32, 3];
      const length = rows * columns;
      const data = create(length, fromLogits, false);
      const arrays = {
        labels: new Kind(data.y),
        bytes: Uint8Array.from(data.y),
        predictions: new Kind(data.x),
        weights: new Kind(length).map((_, i) => 1 + (i % 4)),
        mask: Uint8Array.from({ length }, (_, i) => i % 5 && 1),
        out: new Kind(length),
      };
      const shaped = <A>(data: A, shape = [rows, columns]) => ({ data, shape });
      const results = ({ labels, bytes, predictions, weights, mask, out }: typeof arrays) =>
        [[rows, columns], [columns, rows], [length]].flatMap((shape) =>
          ([labels, bytes] as const).flatMap((yTrue) =>
            (["none", "sum_over_batch_size"] as const).flatMap((reduction) =>
              [null, shaped(weights, shape)].flatMap((weight) =>
                [undefined, shaped(mask, shape)].flatMap((mask) => {
                  const bce = new BinaryCrossentropy({ fromLogits, dialect, reduction });
                  const given = [shaped(yTrue, shape), shaped(predictions, shape), weight] as const;
                  const { value, grad } = bce.valueAndGrad(...given, {
                    mask,
                    out: shaped(out, shape),
                  });
                  const copy = Array.from(grad.data);
                  return [bce(...given, { mask }), value, copy, bce.hessian(...given, { mask })];
                }),
              ),
            ),
          ),
        );
      const expected = results(arrays);
      for (const name of Object.keys(arrays) as (keyof typeof arrays)[]) {
        const memory = new KernelMemory({ byteLength: 2 ** 16 });
        let free = memory.byteLength;
        const allocate = (values: FloatArray | Uint8Array, isLast: boolean) => {
          const size = values.BYTES_PER_ELEMENT;
          const count = isLast ? free / size : values.length;
          free -= Math.ceil((count * size) / 64) * 64;
          const kind = size === 1 ? "uint8" : size === 4 ? "float32" : "float64";
          const array = memory[kind](count).subarray(count - values.length);
          array.set(values);
          return array;
        };
        const others = Object.entries(arrays).filter(([other]) => other !== name);
        const placed = Object.fromEntries([
          ...others.map(([other, values]) => [other, allocate(values, false)]),
          [name, allocate(arrays[name], true)],
        ]);
        expect(results(placed as typeof arrays), name).toEqual(expected);
      }
    });

    test("arrays in kernel memory give the bits that others give, there and in place", () => {
      const memory = new KernelMemory({ byteLength: 2 ** 20 });
      const allocate = (values: ArrayLike<number>) => {
        const array =
          dtype === "float32" ? memory.float32(values.length) : memory.float64(values.length);
        array.set(values);
        return array;
      };
      for (const options of [{}, { ignoreLabel: 0.5 }, { posWeight: 2 }]) {
        const bce = new BinaryCrossentropy({ fromLogits, dialect, ...options });
        for (const length of [1, 7, 32, 1000, 2049, 5001]) {
          const data = create(length, fromLogits, length % 2 === 0);
          const ordinary = bce.valueAndGrad(new Kind(data.y), new Kind(data.x));
          const [y, x, out] = [allocate(data.y), allocate(data.x), allocate(data.x)];
          expect(bce.valueAndGrad(y, x, undefined, { out })).toEqual(ordinary);
          expect(bce.valueAndGrad(y, x, undefined, { out: x }).value).toBe(ordinary.value);
          expect(new Kind(x)).toEqual(ordinary.grad.data);
          // One here, one there.
          expect(bce.valueAndGrad(y, new Kind(data.x), undefined, { out })).toEqual(ordinary);
          expect(bce(new Kind(data.y), allocate(data.x))).toBe(
            bce(new Kind(data.y), new Kind(data.x)),
          );
          for (const array of [y, x, out]) memory.free(array);
        }
      }
    });
  });
});

test("a call needs at most 1 MiB beyond its arrays, whatever it does", {
  ...thorough,
  timeout: 60_000,
}, () => {
  const length = 2 ** 20;
  const shape = [length / 4, 4];
  const data = create(length, true, false);
  const shaped = <T extends Float32Array | Uint8Array>(array: T, of = shape) => ({
    data: array,
    shape: of,
  });
  const [y, z, w, out] = [data.y, data.x, data.x.map(Math.abs), data.x].map((values) =>
    Float32Array.from(values),
  );
  const mask = Uint8Array.from(data.y, (_, i) => (i % 7 ? 1 : 0));
  for (const axis of [-1, 0, null, []]) {
    const bce = new BinaryCrossentropy({ fromLogits: true, axis, ignoreLabel: 0.5 });
    const before = process.memoryUsage().arrayBuffers;
    bce.valueAndGrad(shaped(y!), shaped(z!), shaped(w!), { out: out!, mask: shaped(mask) });
    bce(shaped(y!), shaped(z!), shaped(w!));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(2 ** 20);
  }
});

test("allocated arrays never overlap, are zero and end where the memory does", () => {
  const step = fc.record({
    kind: fc.constantFrom("float32", "float64", "uint8"),
    length: fc.nat(700),
    drop: fc.nat(9),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const memory = new KernelMemory({ byteLength: 8192 });
      const live: (Float32Array | Float64Array | Uint8Array)[] = [];
      for (const { kind, length, drop } of steps) {
        try {
          const array = memory[kind as "float32"](length);
          expect(array.every((value) => value === 0)).toBe(true);
          expect(array.byteOffset % 64).toBe(0);
          for (const other of live.filter(({ length }) => length > 0)) {
            const apart =
              other.byteOffset + other.byteLength <= array.byteOffset ||
              array.byteOffset + array.byteLength <= other.byteOffset;
            expect(apart).toBe(true);
          }
          live.push(array.fill(1));
        } catch (error) {
          expect(error).toBeInstanceOf(ValueError);
        }
        if (drop < live.length) memory.free(live.splice(drop, 1)[0]!);
      }
      for (const array of live) memory.free(array);
      // Everything has come together again.
      expect(memory.uint8(8192).length).toBe(8192);
    }),
  );
});

test("what cannot be allocated or freed is refused", () => {
  const memory = new KernelMemory({ byteLength: 256 });
  const array = memory.float32(32);
  const message = (run: () => unknown) => {
    try {
      return run();
    } catch (error) {
      expect(error).toBeInstanceOf(ValueError);
      expect(error).not.toBeInstanceOf(ShapeError);
      return (error as Error).message;
    }
  };
  expect(message(() => memory.float64(17))).toBe(
    "KernelMemory: length must fit the 128 bytes that are free in one piece, got 17 elements of 8. Free arrays, or make a larger memory.",
  );
  expect(message(() => memory.float32(-1))).toBe(
    "KernelMemory: length must be an integer >= 0, got -1.",
  );
  memory.free(array);
  expect(message(() => memory.free(array))).toMatch(
    /^KernelMemory: array must be an array that was allocated here and not freed, got /,
  );
  expect(message(() => new KernelMemory({ byteLength: 1.5 }))).toBe(
    "KernelMemory: byteLength must be an integer in [0, 4294836224], got 1.5.",
  );
  expect(message(() => new KernelMemory(undefined as never))).toBe(
    "KernelMemory: options must be { byteLength }, got undefined.",
  );
});

test("a memory that nobody holds any more is given back, however long the loss lives", async () => {
  const bce = new BinaryCrossentropy({ fromLogits: true });
  const use = () => {
    const memory = new KernelMemory({ byteLength: 2 ** 20 });
    const array = memory.float32(1000);
    // The short way and the long one, with results that are elsewhere and with one that is there.
    expect(bce.valueAndGrad(array, array).value).toBeCloseTo(Math.LN2, 6);
    expect(bce.valueAndGrad([...array], array, [1], { mask: [1], out: array }).value).toBeCloseTo(
      Math.LN2,
      6,
    );
    expect(bce(array, array, array)).toBeLessThan(1);
    return new WeakRef(array.buffer);
  };
  const buffers = Array.from({ length: 5 }, use);
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let turn = 0; turn < 20 && buffers.some((buffer) => buffer.deref()); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    collect();
  }
  expect(buffers.filter((buffer) => buffer.deref())).toEqual([]);
});
