// Focal loss on a GPU against Keras, points of 60 digits, and the package on arrays: the same tests for
// everything that computes it there.

import { type JsonNumber, type JsonTensor, tensor } from "@binary-crossentropy/test/json-tensor";
import {
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
  type Dialect,
  type Reduction,
} from "binary-crossentropy";
import { beforeAll, describe, expect, test } from "vitest";
import { difference } from "../../support/compare.js";
import {
  type FocalGolden,
  focalOptionsOf,
  fromReference,
  type KerasFocalCase,
} from "../../support/focal-golden.js";
import { randomNumbers, ulpsApart } from "../../wgsl/support/distance.js";
import type { Answer, Backend, Problem } from "./backend.js";

export function describeFocal(backend: Backend, references: FocalGolden): void {
  describe(`focal loss on ${backend.name}`, () => {
    let ask: (problem: Problem, isWhole: boolean) => Promise<Answer>;
    beforeAll(async () => {
      const session = await backend.open();
      ask = session.answer;
      return () => session.close();
    });

    // Each set of options has a shader of its own to compile: a few stand for all.
    const cases = references.keras.filter(
      ({ y_pred, options: { axis = -1 } }) => y_pred.dtype === "float32" && axis === -1,
    );
    test.each(cases.filter((_, i) => i % 31 === 0).map((one, i) => [i, one] as const))(
      "reference values: case %d",
      async (_, one) => {
        const { value, grad } = await ask(problemOf(one), false);
        expect(fromReference(value, one.value, 4e-6)).toBe("");
        expect(fromReference(grad, one.grad_y_pred, 4e-6)).toBe("");
      },
    );

    test.each(
      (["logits", "probs"] as const).flatMap((input) =>
        [0.5, 1, 2, 5].map((gamma) => [input, gamma] as const),
      ),
    )("points of 60 digits: %s, gamma %d, hard labels within 4 ulp", async (input, gamma) => {
      const points = references.exact[input].float32;
      const at = points.gamma.flatMap((of, i) =>
        Number(of) === gamma && [0, 1].includes(Number(points.label[i])) ? [i] : [],
      );
      const pick = (of: readonly JsonNumber[]) => Float32Array.from(at, (i) => Number(of[i]));
      const yPred = pick(points.input);
      const got = await ask(
        {
          options: {
            ...{ fromLogits: input === "logits", dialect: "exact", gamma },
            ...{ axis: [], reduction: "none" },
          },
          shape: [yPred.length],
          yTrue: pick(points.label),
          yPred,
        },
        false,
      );
      const check = (found: ArrayLike<number>, of: readonly JsonNumber[]) =>
        at.forEach((point, i) => {
          const want = Number(of[point]);
          const title = `${found[i]} for ${want} at ${yPred[i]}`;
          expect(ulpsApart(found[i]!, want), title).toBeLessThanOrEqual(4);
        });
      check(got.value, points.loss);
      check(got.grad, points.grad);
    });

    test.each(calls())("as on arrays: $title", async ({ problem }) => {
      const got = await ask(problem, true);
      const want = onArrays(problem);
      const of = (list: ArrayLike<number>) =>
        Math.max(...Array.from(list, Math.abs).filter(Number.isFinite), 2 ** -126);
      const within = (list: ArrayLike<number>) => ({ relative: 4e-6, floor: 4e-7 * of(list) });
      expect(difference(got.value, want.value, within(want.value))).toBe("");
      expect(difference(got.grad, want.grad, within(want.grad))).toBe("");
      expect(difference(got.hessian, want.hessian, within(want.hessian))).toBe("");
    });
  });
}

function problemOf(one: KerasFocalCase): Problem {
  const { y_true, y_pred, sample_weight } = one;
  const floats = ({ data }: JsonTensor) => Float32Array.from(data, Number);
  return {
    options: focalOptionsOf(one),
    shape: y_pred.shape,
    yTrue: floats(y_true),
    yPred: tensor(y_pred).data as Float32Array,
    sampleWeight: sample_weight
      ? { data: floats(sample_weight), shape: sample_weight.shape }
      : undefined,
  };
}

function onArrays({ options, shape, yTrue, yPred, sampleWeight, mask }: Problem) {
  const focal = new BinaryFocalCrossentropy<Reduction>({ ...options, dtype: "float32" });
  const labels = { data: yTrue as Float32Array, shape };
  const predictions = { data: yPred, shape };
  const { value, grad } = focal.valueAndGrad(labels, predictions, sampleWeight, { mask });
  return {
    value: typeof value === "number" ? [value] : Array.from(value.data),
    grad: grad.data,
    hessian: focal.hessian(labels, predictions, sampleWeight, { mask }).data,
  };
}

/** Options together, the same in every run. */
function calls(): { title: string; problem: Problem }[] {
  const random = randomNumbers(4);
  const of = <T>(...all: T[]): T => all[Math.floor(random() * all.length)]!;
  return Array.from({ length: 8 }, (_, i) => {
    const shape = [[37], [5, 7], [3, 2, 4], [300, 3]][i % 4]!;
    const count = shape.reduce((a, b) => a * b, 1);
    const fromLogits = i % 3 !== 0;
    const isBalanced = of(true, false);
    const options: BinaryFocalCrossentropyOptions<Reduction> = {
      fromLogits,
      gamma: of(0.5, 1, 2, 3.25),
      applyClassBalancing: isBalanced,
      dialect: of<Dialect>("keras2", "keras3", "exact"),
      labelSmoothing: of(0, 0.1),
      posWeight: isBalanced ? undefined : of(undefined, 2.5),
      ignoreLabel: of(undefined, 1),
      reduction: of<Reduction>("auto", "mean_with_sample_weight", "sum", "none"),
    };
    const yPred = Float32Array.from({ length: count }, () =>
      fromLogits ? 16 * random() - 8 : 0.01 + 0.98 * random(),
    );
    const yTrue = Float32Array.from({ length: count }, () => of(0, 1, 1, 0.25));
    const samples = shape.slice(0, 1);
    const each = <T extends number>(...all: T[]) =>
      Float32Array.from({ length: samples[0]! }, () => of(...all));
    const isFlat = shape.length === 1;
    const sampleWeight =
      isFlat || of(true, false) ? undefined : { data: each(0.5, 2), shape: samples };
    const mask = isFlat || of(true, false) ? undefined : { data: each(0, 1, 1), shape: samples };
    return {
      title: `${JSON.stringify(shape)} ${JSON.stringify(options)}${sampleWeight ? " weighted" : ""}${mask ? " masked" : ""}`,
      problem: { options, shape, yTrue, yPred, sampleWeight, mask },
    };
  });
}
