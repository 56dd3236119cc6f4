// Every array of a call may be `out`, wherever it lies: the result is that of separate arrays, to
// the bit. For each kernel in turn, each memory, each input, and each way of lying across another.

import { testInTiers } from "@binary-crossentropy/test/tiers";
import {
  BinaryCrossentropy,
  type BinaryCrossentropyOptions,
  BinaryFocalCrossentropy,
  KernelMemory,
  type NdArray,
  type Reduction,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { SharedKernelMemory } from "../src/threads/shared-kernel-memory.js";

// More elements than a block of any kernel has.
const [rows, columns] = [3, 700];
const size = rows * columns;
const shape = [rows, columns];

const values = {
  yTrue: (i: number) => (i % 3 === 0 ? 1 : 0),
  yPred: (i: number) => 5 * Math.sin(i) + (i % 701 === 0 ? 900 : 0),
  sampleWeight: (i: number) => 0.5 + (i % 5),
  mask: (i: number) => (i % 7 === 2 ? 0 : 1),
};
type Name = keyof typeof values;
const names = Object.keys(values) as Name[];

const kinds = { float32: Float32Array, float64: Float64Array };
type Dtype = keyof typeof kinds;
type Allocate = (dtype: Dtype, length: number) => Float32Array | Float64Array;

/** Arrays of a kernel memory, each of which is given back when the next call's are allocated. */
function allocateIn(memory: KernelMemory | SharedKernelMemory): () => Allocate {
  let live: ArrayBufferView[] = [];
  return () => {
    for (const array of live) memory.free(array);
    live = [];
    return (dtype, length) => {
      const array = memory[dtype](length);
      live.push(array);
      return array;
    };
  };
}

const byteLength = 2 ** 18;
const memories: Record<string, () => Allocate> = {
  "plain arrays": () => (dtype, length) => new kinds[dtype](length),
  KernelMemory: allocateIn(new KernelMemory({ byteLength })),
  SharedKernelMemory: allocateIn(new SharedKernelMemory({ byteLength })),
};

/**
 * Where the input lies in memory of `size + 8` elements, `out` beginning at 4: element (row,
 * column) of it, by `at`.
 */
const places = {
  "in the same place": { offset: 4, strides: [columns, 1] },
  "one element before": { offset: 3, strides: [columns, 1] },
  "three elements before": { offset: 1, strides: [columns, 1] },
  "one element behind": { offset: 5, strides: [columns, 1] },
  "three elements behind": { offset: 7, strides: [columns, 1] },
  transposed: { offset: 4, strides: [1, rows] },
  backwards: { offset: 4 + size - 1, strides: [-columns, -1] },
};

const options: { readonly [title: string]: BinaryCrossentropyOptions<Reduction> } = {
  "the last axis": {},
  "axis 0": { axis: 0, reduction: "sum" },
  "axis 0, none": { axis: 0, reduction: "none" },
  "all axes": { axis: null },
  "no axis, by the weights' mean": { axis: [], reduction: "mean_with_sample_weight" },
  ignoreLabel: { ignoreLabel: 0 },
  "posWeight per label, smoothed": {
    posWeight: Array.from({ length: columns }, (_, i) => 1 + (i % 3)),
    labelSmoothing: 0.1,
  },
};

const common = ["the last axis", "posWeight per label, smoothed"];

type Call = "valueAndGrad" | "hessian";

interface Tensors {
  readonly tensors: {
    readonly [name in Name]: {
      data: Float32Array | Float64Array;
      shape: number[];
      offset: number;
      strides: number[];
    };
  };
  readonly out: Float32Array | Float64Array;
}

/** All of a call's arrays, apart from one another but for the one that lies across `out`. */
function layOut(
  allocate: Allocate,
  dtype: Dtype,
  aliased: Name | undefined,
  place: { offset: number; strides: number[] },
): Tensors {
  const outMemory = allocate(dtype, size + 8);
  const out = new kinds[dtype](
    outMemory.buffer as ArrayBuffer,
    outMemory.byteOffset + 4 * outMemory.BYTES_PER_ELEMENT,
    size,
  );
  const tensor = (name: Name) => {
    const data = name === aliased ? outMemory : allocate(dtype, size + 8);
    for (let i = 0; i < size; i++) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      data[place.offset + row * place.strides[0]! + column * place.strides[1]!] = values[name](i);
    }
    return { data, shape, ...place };
  };
  return {
    tensors: Object.fromEntries(names.map((name) => [name, tensor(name)])) as Tensors["tensors"],
    out,
  };
}

function solve(
  call: Call,
  bce: BinaryCrossentropy<Reduction>,
  { tensors, out }: Tensors,
  used: readonly Name[],
) {
  const { yTrue, yPred, sampleWeight, mask } = tensors;
  const weight = used.includes("sampleWeight") ? sampleWeight : null;
  const result = bce[call](yTrue, yPred, weight, {
    mask: used.includes("mask") ? mask : null,
    out: { data: out, shape },
  });
  const { value, grad } =
    call === "hessian"
      ? { value: 0, grad: result as NdArray }
      : (result as { value: number | NdArray; grad: NdArray });
  expect(grad.data).toBe(out);
  return { value, grad: out.slice() };
}

describe.each(Object.entries(memories))("%s", (_, memory) => {
  describe.each(Object.keys(kinds) as Dtype[])("%s", (dtype) => {
    testInTiers(Object.entries(options), common, (_, option) => {
      const bce = new BinaryCrossentropy({ fromLogits: true, dtype, ...option });
      for (const used of [["yTrue", "yPred"], ["yTrue", "yPred", "sampleWeight"], names] as const) {
        for (const call of ["valueAndGrad", "hessian"] as const) {
          for (const [where, place] of Object.entries(places)) {
            const expected = solve(
              call,
              bce,
              layOut(memories["plain arrays"]!(), dtype, undefined, place),
              used,
            );
            for (const aliased of used) {
              const actual = solve(call, bce, layOut(memory(), dtype, aliased, place), used);
              expect(actual.value, `${call}, out over ${aliased} ${where}`).toEqual(expected.value);
              expect(
                actual.grad.every((x, i) => Object.is(x, expected.grad[i])),
                `${call}, out over ${aliased} ${where}`,
              ).toBe(true);
            }
          }
        }
      }
    });
  });

  test("flat arrays of a few elements, each of them as out", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true });
    for (const length of [1, 16, 33, 2049]) {
      const fresh = (allocate = memory()) =>
        [values.yTrue, values.yPred, values.sampleWeight].map((of) => {
          const array = allocate("float32", length);
          for (let i = 0; i < length; i++) array[i] = of(i);
          return array;
        }) as Float32Array[];
      const [y, z, w] = fresh(memories["plain arrays"]!());
      const expected = bce.valueAndGrad(y!, z!, w!);
      for (const which of [0, 1, 2]) {
        const arrays = fresh();
        const { value, grad } = bce.valueAndGrad(arrays[0]!, arrays[1]!, arrays[2]!, {
          out: arrays[which]!,
        });
        expect(value).toBe(expected.value);
        expect([...grad.data]).toEqual([...expected.grad.data]);
      }
      const one = fresh()[1]!;
      const same = bce.valueAndGrad(one.slice(), one.slice(), one.slice());
      const all = bce.valueAndGrad(one, one, one, { out: one });
      expect(all.value).toBe(same.value);
      expect([...all.grad.data]).toEqual([...same.grad.data]);
    }
  });
});

test("labels as bytes, in the memory of out, in a Node Buffer too", () => {
  const bce = new BinaryCrossentropy({ fromLogits: true });
  const n = 3000;
  const z = Float32Array.from({ length: n }, (_, i) => values.yPred(i));
  const y = Uint8Array.from({ length: n }, (_, i) => values.yTrue(i));
  const expected = bce.valueAndGrad(y, z);
  for (const shift of [0, 1, n, 3 * n]) {
    for (const view of [Uint8Array, Buffer] as const) {
      const buffer = new ArrayBuffer(4 * n);
      const labels =
        view === Buffer ? Buffer.from(buffer, shift, n) : new Uint8Array(buffer, shift, n);
      labels.set(y);
      const out = new Float32Array(buffer);
      expect(bce.valueAndGrad(labels, z, null, { out }).value).toBe(expected.value);
      expect(out).toEqual(expected.grad.data);
    }
  }
});

test("a posWeight in the place of out is the one that was given", () => {
  const posWeight = Float32Array.of(1, 2, 3);
  const bce = new BinaryCrossentropy({ fromLogits: true, posWeight });
  const expected = new BinaryCrossentropy({ fromLogits: true, posWeight: [1, 2, 3] }).valueAndGrad(
    [1, 0, 1],
    [1, 2, 3],
  );
  for (let turn = 0; turn < 2; turn++) {
    expect(bce.valueAndGrad([1, 0, 1], [1, 2, 3], null, { out: posWeight }).value).toBe(
      expected.value,
    );
    expect(posWeight).toEqual(expected.grad.data);
  }
});

describe.each([
  ["binary cross-entropy", BinaryCrossentropy],
  ["focal loss", BinaryFocalCrossentropy],
] as const)("%s over the predictions of small cells", (_, Loss) => {
  test.each(Object.keys(memories))("%s", (memoryName) => {
    const allocateNext = memories[memoryName]!;
    for (const dtype of ["float32", "float64"] as const)
      for (const fromLogits of [true, false])
        for (const width of [2, 3, 10])
          for (const weights of ["none", "samples", "elements"] as const)
            for (const ignoreLabel of [undefined, 2]) {
              const allocate = allocateNext();
              const count = 7 * width;
              const filled = (of: (i: number) => number, length = count) => {
                const data = allocate(dtype, length);
                for (let i = 0; i < length; i++) data[i] = of(i);
                return data;
              };
              const cells = [7, width];
              const z = (i: number) => 4 * Math.sin(i);
              const x = (i: number) => (fromLogits ? z(i) : 1 / (1 + Math.exp(-z(i))));
              const classes = ignoreLabel === undefined ? 2 : 3;
              const yTrue = { data: filled((i) => (i % 5) % classes), shape: cells };
              const w = (i: number) => 0.5 + (i % 4);
              const weight = {
                none: null,
                samples: { data: filled(w, 7), shape: [7] },
                elements: { data: filled(w), shape: cells },
              }[weights];
              const options = { dtype, fromLogits, ...(ignoreLabel && { ignoreLabel }) };
              const loss = new Loss(options);
              const apart = loss.valueAndGrad(yTrue, { data: filled(x), shape: cells }, weight);
              const yPred = { data: filled(x), shape: cells };
              const within = loss.valueAndGrad(yTrue, yPred, weight, { out: yPred.data });
              const title = `${dtype}, ${fromLogits}, ${width}, ${weights}, ${ignoreLabel}`;
              expect([within.value, [...within.grad.data]], title).toEqual([
                apart.value,
                [...apart.grad.data],
              ]);
            }
  });
});
