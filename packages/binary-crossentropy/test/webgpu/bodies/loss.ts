// The loss on a GPU against references of Keras and points of 60 digits, and against the package on
// arrays, which those hold too: the same tests for everything that computes it there.

import { type JsonNumber, type JsonTensor, tensor } from "@binary-crossentropy/test/json-tensor";
import type { KerasCase } from "@binary-crossentropy/test/keras-case";
import { testInTiers } from "@binary-crossentropy/test/tiers";
import {
  BinaryCrossentropy,
  type BinaryCrossentropyOptions,
  type Dialect,
  type Reduction,
} from "binary-crossentropy";
import { beforeAll, describe, expect, test } from "vitest";
import { difference } from "../../support/compare.js";
import type { Points } from "../../support/exact-points.js";
import { randomNumbers, ulpsApart } from "../../wgsl/support/distance.js";
import type { Answer, Backend, Problem } from "./backend.js";

/** The references, which a page cannot read from files. */
export interface References {
  readonly keras: readonly { readonly dialect: Dialect; readonly cases: readonly KerasCase[] }[];
  readonly exact: { readonly [Input in "logits" | "probs"]: { readonly float32: Points } };
}

/** What is smaller is subnormal, which devices may flush and TensorFlow does. */
const subnormal = 2 ** -126;

export function describeLoss(backend: Backend, references: References): void {
  describe(`the loss on ${backend.name}`, () => {
    let ask: (problem: Problem, isWhole: boolean) => Promise<Answer>;
    beforeAll(async () => {
      const session = await backend.open();
      ask = session.answer;
      return () => session.close();
    });

    describe.each(references.keras)("reference values of $dialect", ({ dialect, cases }) => {
      test("in float32", async () => {
        let count = 0;
        for (const golden of cases) {
          const problem = problemOf(golden, dialect);
          const expected =
            golden.documented === "same" ? golden.expect.value : golden.documented_value;
          if (!problem || !expected) continue;
          count++;
          const title = `${golden.name} ${golden.form} ${JSON.stringify(golden.options)}`;
          const { value, grad } = await ask(problem, false);
          const tolerance = { relative: 2e-6, floor: subnormal };
          expect(difference(value, expected.data.map(Number), tolerance), title).toBe("");
          const gradient = golden.expect.grad_y_pred?.data.map(Number);
          if (golden.documented !== "same" || !gradient) continue;
          // References round both terms of a gradient: for soft labels only so many digits count.
          const largest = Math.max(...gradient.map(Math.abs).filter(Number.isFinite), 0);
          const of = { relative: 4e-6, floor: Math.max(largest * 2e-6, subnormal) };
          expect(difference(grad, gradient, of), title).toBe("");
        }
        expect(count).toBeGreaterThan(150);
      });
    });

    describe.each(pointsOf(references.exact))("points of 60 digits: $name", (group) => {
      test("hard labels within 4 ulp", async () => {
        const { points, fromLogits } = group;
        const hard = points.label.flatMap((y, i) => (y === 0 || y === 1 ? [i] : []));
        const pick = (of: readonly JsonNumber[]) => hard.map((i) => Number(of[i]));
        const yPred = Float32Array.from(pick(points.input));
        const got = await ask(
          {
            options: { fromLogits, dialect: "exact", axis: [], reduction: "none" },
            shape: [yPred.length],
            yTrue: Float32Array.from(pick(points.label)),
            yPred,
          },
          true,
        );
        const check = (found: ArrayLike<number>, of: readonly JsonNumber[] | undefined) =>
          of &&
          pick(of).forEach((want, i) => {
            // The reference leaves open what the derivative is where the loss is infinite.
            if (Number.isNaN(want) && !Number.isNaN(yPred[i])) return;
            const title = `${found[i]} for ${want} at ${yPred[i]}`;
            expect(ulpsApart(found[i]!, want), title).toBeLessThanOrEqual(4);
          });
        check(got.value, points.loss);
        check(got.grad, points.grad);
        check(got.hessian, points.hess);
      });
    });

    describe("as on arrays", () => {
      // Each has shaders of its own to compile: a few stand for all in the quick tier.
      const titled = calls();
      const quick = titled.filter((_, i) => i % 24 === 0).map(({ title }) => title);
      testInTiers(
        titled.map(({ title, problem }) => [title, problem] as const),
        quick,
        async (_, problem) => {
          const got = await ask(problem, true);
          const want = onArrays(problem);
          const relative = 4e-6;
          const of = (list: ArrayLike<number>) =>
            Math.max(...Array.from(list, Math.abs).filter(Number.isFinite), subnormal);
          expect(
            difference(got.value, want.value, { relative: 1e-6, floor: 1e-7 * of(want.value) }),
          ).toBe("");
          expect(difference(got.grad, want.grad, { relative, floor: 2e-7 * of(want.grad) })).toBe(
            "",
          );
          expect(
            difference(got.hessian, want.hessian, { relative, floor: 2e-7 * of(want.hessian) }),
          ).toBe("");
        },
      );

      test("sums of a million elements are within 1e-7", async () => {
        const random = randomNumbers(9);
        const yPred = Float32Array.from({ length: 1_000_003 }, () => 12 * random() - 6);
        const yTrue = Uint8Array.from(yPred, (z) => (random() < 1 / (1 + Math.exp(-z)) ? 1 : 0));
        for (const reduction of ["mean", "sum"] as const) {
          const options = { fromLogits: true, reduction, axis: [] };
          const shape = [yPred.length];
          const { value } = await ask({ options, shape, yTrue, yPred }, false);
          const precise = new BinaryCrossentropy({ ...options, dtype: "float64" });
          const want = precise(yTrue, yPred);
          // The result itself is rounded to float32.
          expect(Math.abs(value[0]! / want - 1)).toBeLessThan(1e-7);
        }
      });
    });
  });
}

/** A reference case, where a GPU computes it: null for other precisions, other axes, and refusals. */
function problemOf(golden: KerasCase, dialect: Dialect): Problem | null {
  const { options, y_pred, y_true, sample_weight } = golden;
  const { axis = -1 } = options;
  const isLast = axis === -1 || axis === y_pred.shape.length - 1;
  const isOther = [y_pred, y_true].some(({ dtype }) => dtype === "float64" || dtype === "float16");
  const isSame = y_pred.shape.join() === y_true.shape.join();
  if (golden.documented === "reject" || golden.expect.raises || isOther || !isLast || !isSame)
    return null;
  const floats = ({ data }: JsonTensor) => Float32Array.from(data, Number);
  return {
    options: {
      dialect,
      fromLogits: options.from_logits,
      labelSmoothing: options.label_smoothing,
      axis,
      reduction: golden.form === "function" ? "none" : options.reduction,
    },
    shape: y_pred.shape,
    yTrue: floats(y_true),
    yPred: tensor(y_pred).data as Float32Array,
    sampleWeight: sample_weight
      ? { data: floats(sample_weight), shape: sample_weight.shape }
      : undefined,
  };
}

interface Group {
  readonly name: string;
  readonly fromLogits: boolean;
  readonly points: Points;
}

function pointsOf({ logits, probs }: References["exact"]): Group[] {
  return [
    { name: "logits", fromLogits: true, points: logits.float32 },
    { name: "probabilities", fromLogits: false, points: probs.float32 },
  ];
}

function onArrays({ options, shape, yTrue, yPred, sampleWeight, mask }: Problem) {
  const bce = new BinaryCrossentropy<Reduction>({ ...options, dtype: "float32" });
  const labels = typeof yTrue === "number" ? yTrue : { data: yTrue, shape };
  const logits = { data: yPred, shape };
  const kept = mask && { shape: mask.shape, data: Uint8Array.from(mask.data, (x) => (x ? 1 : 0)) };
  const { value, grad } = bce.valueAndGrad(labels, logits, sampleWeight, { mask: kept });
  const hessian = bce.hessian(labels, logits, sampleWeight, { mask: kept });
  return {
    value: typeof value === "number" ? [value] : Array.from(value.data),
    grad: grad.data,
    hessian: hessian.data,
  };
}

/** Options together, on data of several shapes, the same in every run. */
function calls(): { title: string; problem: Problem }[] {
  const random = randomNumbers(3);
  const of = <T>(...all: T[]): T => all[Math.floor(random() * all.length)]!;
  const reductions: Reduction[] = ["auto", "mean_with_sample_weight", "sum", "none"];
  return Array.from({ length: 120 }, (_, i) => {
    const shape = [[37], [5, 7], [3, 2, 4], [300, 3], [2, 700], [1, 9], [6, 1]][i % 7]!;
    const count = shape.reduce((a, b) => a * b, 1);
    const fromLogits = of(true, false);
    const axes = [-1, null, [], ...(shape.length > 2 ? [[-2, -1]] : [])];
    const dialect = of<Dialect>("keras2", "keras3", "torch", "exact");
    const labelSmoothing = of(0, 0, 0.1);
    const options: BinaryCrossentropyOptions<Reduction> = {
      fromLogits,
      dialect,
      labelSmoothing,
      posWeight: of<number | number[] | undefined>(
        undefined,
        2.5,
        // Flat data may be read as samples, which have one label.
        shape.length > 1 ? Array.from({ length: shape.at(-1)! }, () => 3 * random()) : 0.5,
      ),
      ignoreLabel: of(undefined, undefined, 1, 0, NaN),
      axis: of(...axes),
      reduction: reductions[i % 4]!,
    };
    const yPred = Float32Array.from({ length: count }, () =>
      fromLogits ? 16 * random() - 8 : 0.001 + 0.998 * random(),
    );
    const isSoft = random() < 0.3;
    const labels = Float32Array.from({ length: count }, () =>
      isSoft && random() < 0.5 ? random() : of(0, 1),
    );
    if (Number.isNaN(options.ignoreLabel)) labels[1] = NaN;
    const kind = of("float32", "float32", "uint8", "number");
    const yTrue =
      kind === "number"
        ? 1
        : kind === "uint8" && !isSoft
          ? Uint8Array.from(labels, (y) => y || 0)
          : labels;
    // A weight of the first axes: of samples, of losses, of elements.
    const spread = () => {
      const rank = Math.floor(random() * (shape.length + 1));
      const first = shape.slice(0, rank);
      const isCells = rank < shape.length || options.axis === -1;
      return isCells || rank === 0 || (Array.isArray(options.axis) && options.axis.length === 0)
        ? first
        : shape;
    };
    const fits = (first: readonly number[]) =>
      options.axis === null
        ? first.length === 0 || first.length === shape.length
        : first.length <= shape.length;
    const filled = (first: readonly number[], next: () => number) =>
      Float32Array.from({ length: first.reduce((a, b) => a * b, 1) }, next);
    let sampleWeight: Problem["sampleWeight"];
    let mask: Problem["mask"];
    const weightShape = spread();
    const maskShape = spread();
    if (random() < 0.15) sampleWeight = 0.5;
    else if (random() < 0.5 && fits(weightShape)) {
      // One weight for some axes that are averaged over is refused: one for their losses then.
      const losses = shape.slice(0, Array.isArray(options.axis) ? -options.axis.length || 9 : 9);
      const isRefused = weightShape.length < shape.length && weightShape.length > losses.length;
      const own = isRefused ? losses : weightShape;
      const data = filled(weightShape, () => of(0, 0.5, 2 * random()));
      sampleWeight = {
        shape: own,
        data: data.slice(
          0,
          own.reduce((a, b) => a * b, 1),
        ),
      };
    }
    if (random() < 0.5 && fits(maskShape)) {
      const data = filled(maskShape, () => of(0, 1, 1));
      mask = { shape: maskShape, data: of<Float32Array | Uint8Array>(data, Uint8Array.from(data)) };
    }
    const problem = { options, shape, yTrue, yPred, sampleWeight, mask };
    const shown = {
      ...options,
      posWeight: Array.isArray(options.posWeight) ? "[…]" : options.posWeight,
    };
    const text = `${i} ${JSON.stringify(shape)} ${JSON.stringify(shown)} labels ${kind}`;
    return { title: `${text}${sampleWeight ? " weighted" : ""}${mask ? " masked" : ""}`, problem };
  });
}
