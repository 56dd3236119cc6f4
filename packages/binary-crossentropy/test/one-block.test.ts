// One block gives what the steps give, to the bit, and leaves to them what it is not for.

import { expect, test } from "vitest";
import { ShapeError } from "../src/errors.js";
import type { Reduction } from "../src/semantics/reduction.js";
import { isFlat } from "../src/shape/view.js";
import {
  hessianOfBlock,
  oneBlockOf,
  reduceBlock,
  valueAndGradOfBlock,
} from "../src/sweep/one-block.js";
import { run } from "../src/sweep/run.js";
import { hessian, reduce, valueAndGrad } from "../src/sweep/steps.js";
import type { Configured } from "../src/task/configured.js";
import { crossentropyKind } from "../src/task/loss-kind.js";
import type { Arguments } from "../src/task/operands.js";
import { prepare } from "../src/task/prepare.js";
import type { Task } from "../src/task/task.js";
import type { FloatArray } from "../src/types.js";

const shapes = [[1], [7], [2048], [5, 1], [4, 3], [6, 23], [3, 24], [3, 100], [5, 2, 4]];
const classes = { float32: Float32Array, float64: Float64Array };

interface Variant {
  readonly weights: "none" | "samples" | "elements";
  readonly mask: "none" | "samples" | "elements";
  readonly ignoreLabel: number | undefined;
  readonly axis: number | readonly number[] | null;
  readonly reduction: Reduction;
}

function* variants(rank: number): Generator<Variant> {
  const parts = ["none", "samples", "elements"] as const;
  for (const weights of parts)
    for (const mask of parts)
      for (const ignoreLabel of [undefined, -1])
        for (const axis of rank > 1 ? [-1, 0, null, []] : [null, []])
          for (const reduction of ["auto", "sum", "mean_with_sample_weight", "none"] as const)
            yield { weights, mask, ignoreLabel, axis, reduction };
}

/** The task, or undefined where weights or a mask do not fit the cells. */
function taskOf(configured: Configured, args: Arguments): Task | undefined {
  try {
    return prepare("Test", configured, args, true).task;
  } catch (error) {
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
}

/** What was given, and what was written. */
function both<T>(compute: (out: FloatArray) => T, Floats: typeof Float32Array, size: number) {
  const out = new Floats(size);
  return { value: compute(out), out };
}

test.each(["float32", "float64"] as const)("%s", (dtype) => {
  const Floats = classes[dtype] as typeof Float32Array;
  let computed = 0;
  let left = 0;
  for (const shape of shapes) {
    const size = shape.reduce((a, b) => a * b);
    const samples = shape.length > 1 ? shape.slice(0, -1) : shape;
    const countOf = (lengths: readonly number[]) => lengths.reduce((a, b) => a * b, 1);
    const of = (lengths: readonly number[], at: (i: number) => number) => ({
      data: Floats.from({ length: countOf(lengths) }, (_, i) => at(i)),
      shape: [...lengths],
    });
    const flags = (lengths: readonly number[]) => ({
      data: Uint8Array.from({ length: countOf(lengths) }, (_, i) => Number((i * 7) % 5 > 1)),
      shape: [...lengths],
    });
    const shapeOf = { none: undefined, samples, elements: shape };
    for (const variant of variants(shape.length)) {
      const { weights, mask, reduction, ...options } = variant;
      const [ofWeights, ofMask] = [shapeOf[weights], shapeOf[mask]];
      const args = {
        yTrue: of(shape, (i) => ((i * 5) % 11 === 3 ? -1 : i % 2)),
        yPred: of(shape, (i) => 9 * Math.sin(i * i)),
        sampleWeight: ofWeights && of(ofWeights, (i) => 0.25 * (1 + ((3 * i) % 7))),
        mask: ofMask && flags(ofMask),
      };
      const configured = crossentropyKind.configure("Test", {
        ...options,
        reduction,
        fromLogits: true,
      });
      const task = taskOf(configured, args);
      if (task === undefined) continue;
      const block = () => oneBlockOf(task, reduction);
      if (!block()) {
        left++;
        continue;
      }
      const at = `[${shape}] ${JSON.stringify(variant)}`;
      computed++;
      expect(reduceBlock(block()!), at).toEqual(run(task, reduce(task, reduction)));
      // Derivatives that do not go in the order of the block are left to the steps.
      if (!isFlat(task.outView)) continue;
      const found = both((out) => valueAndGradOfBlock(block()!, out, false), Floats, size);
      const wanted = both((out) => run(task, valueAndGrad(task, reduction, out)), Floats, size);
      expect(found, at).toEqual(wanted);
      const bent = both((out) => hessianOfBlock(block()!, out), Floats, size);
      const steps = both((out) => run(task, hessian(task, reduction, out)), Floats, size);
      expect(bent.value, at).toBe(true);
      expect(bent.out, at).toEqual(steps.out);
    }
  }
  expect(computed).toBeGreaterThan(700);
  expect(left).toBeGreaterThan(100);
});

test("sums that leave float64 are left to the steps, and nothing is written", () => {
  const configured = crossentropyKind.configure("Test", { fromLogits: true, axis: [] });
  const large = 2 ** 1023;
  const args = {
    yTrue: { data: Float64Array.of(0, 0, 0, 0), shape: [2, 2] },
    yPred: { data: new Float64Array(4).fill(large), shape: [2, 2] },
    sampleWeight: { data: Float64Array.of(1, 1, 1, 1), shape: [2, 2] },
    mask: { data: Uint8Array.of(1, 1, 1, 0), shape: [2, 2] },
  };
  const { task } = prepare("Test", configured, args, true);
  expect(reduceBlock(oneBlockOf(task, "auto")!)).toBeUndefined();
  expect(run(task, reduce(task, "auto"))).toBe(large);
  const { data } = args.yPred;
  expect(valueAndGradOfBlock(oneBlockOf(task, "auto")!, data, true)).toBeUndefined();
  expect(data).toEqual(new Float64Array(4).fill(large));
});
