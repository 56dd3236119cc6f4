// What the suites of Keras, torchvision and optax assert of focal loss beside the cases of
// peer_cases.json.
//
// Sources: keras-team/keras, keras/src/losses/losses_test.py (BinaryFocalCrossentropyTest);
// pytorch/vision, test/test_ops.py (TestFocalLoss, but for what is of TorchScript);
// google-deepmind/optax, optax/losses/_classification_test.py (SigmoidFocalLossTest).

import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
  type TensorLike,
  ValueError,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { difference } from "./support/compare.js";

const ofProbabilities = {
  yTrue: [
    [1, 0],
    [1, 0],
  ],
  yPred: [
    [0.9, 0.8],
    [0.7, 0.2],
  ],
};
const ofLogits = {
  yTrue: [
    [1, 1, 0],
    [0, 1, 0],
  ],
  yPred: [
    [1.5, -2.7, 2.9],
    [-3.8, 1.2, -4.5],
  ],
};

describe("Keras", () => {
  const right = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const cases: [
    string,
    BinaryFocalCrossentropyOptions,
    typeof ofLogits,
    TensorLike | null,
    number,
  ][] = [
    [
      "test_all_correct_unweighted, logits",
      { gamma: 2, fromLogits: true },
      { yTrue: right, yPred: right.map((row) => row.map((label) => (label === 1 ? 100 : -100))) },
      null,
      0,
    ],
    ["test_scalar_weighted, probabilities", { gamma: 2 }, ofProbabilities, 1.23, 0.3296],
    [
      "test_sample_weighted, logits",
      { gamma: 3, fromLogits: true },
      ofLogits,
      [[1.2], [3.4]],
      0.95977,
    ],
  ];
  test.each(cases)("%s", (_, options, { yTrue, yPred }, weight, expected) => {
    for (const dialect of ["keras2", "keras3"] as const) {
      const loss = new BinaryFocalCrossentropy({ ...options, dialect });
      // To three places.
      expect(Math.abs((loss(yTrue, yPred, weight) as number) - expected)).toBeLessThan(5e-4);
    }
  });
});

describe("torchvision", () => {
  // Ten of each: probabilities next to 0, next to 1 and all over, for labels of 0, of 1 and both.
  const ranges = [
    [0, 0.2],
    [0.8, 1],
    [0, 1],
  ] as const;
  const labelings = [() => 0, () => 1, (i: number) => ((i * 7) % 3) & 1];
  const ten = Array.from({ length: 10 }, (_, i) => i);
  const pairs = ranges.flatMap(([low, high]) =>
    labelings.flatMap((labelOf) =>
      ten.map((i) => [low + ((high - low) * (i + 0.5)) / 10, labelOf(i)] as const),
    ),
  );
  const z = Float32Array.from(pairs, ([p]) => Math.log(p / (1 - p)));
  const t = Float32Array.from(pairs, ([, label]) => label);
  const shared = { fromLogits: true, dialect: "torch", axis: [] } as const;
  const isNear = (actual: number, expected: number) =>
    Math.abs(actual - expected) <= 1e-5 + 1e-5 * Math.abs(expected);

  describe.each([-1, 0, 0.58, 1])("test_correct_ratio, alpha %d", (alpha) => {
    test.each([0, 2])("gamma %d", (gamma) => {
      const each = { ...shared, reduction: "none" } as const;
      const focal = new BinaryFocalCrossentropy({ ...each, gamma, alpha })(t, z).data;
      const plain = new BinaryCrossentropy(each)(t, z).data;
      for (const [i, loss] of focal.entries()) {
        expect(loss).toBeLessThanOrEqual(plain[i]!);
        const p = 1 / (1 + Math.exp(-z[i]!));
        const share = alpha < 0 ? 1 : t[i] === 1 ? alpha : 1 - alpha;
        const ratio = share * (t[i] === 1 ? 1 - p : p) ** gamma;
        expect(isNear(loss / plain[i]!, ratio), `${loss} of ${plain[i]} at ${z[i]}`).toBe(true);
      }
    });
  });

  test.each(["sum_over_batch_size", "sum"] as const)("test_equal_ce_loss, %s", (reduction) => {
    const focal = new BinaryFocalCrossentropy({ ...shared, reduction, gamma: 0, alpha: -1 });
    const plain = new BinaryCrossentropy({ ...shared, reduction });
    expect(focal(t, z)).toBe(plain(t, z));
    expect(focal.valueAndGrad(t, z)).toEqual(plain.valueAndGrad(t, z));
  });

  test("test_reduction_mode", () => {
    expect(() => new BinaryFocalCrossentropy({ reduction: "xyz" as "sum" })).toThrow(ValueError);
  });
});

describe("optax", () => {
  const ys = [2, 0.1, -2, 0.3, -0.1, 1.2];
  const ts = [0, 0, 1, 1, 0, 0];
  const logit = (p: number) => Math.log(p / (1 - p));
  const large = [0.9, 0.98, 0.3, 0.99].map(logit);
  const small = [0.1, 0.02, 0.09, 0.15].map(logit);
  const ones = [1, 1, 1, 1];
  const each = { fromLogits: true, axis: [], reduction: "none" } as const;
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

  const focal = (z: number[], t: number[], gamma: number, alpha?: number) => {
    const balance = alpha === undefined ? {} : { alpha, applyClassBalancing: true };
    return Array.from(new BinaryFocalCrossentropy({ ...each, gamma, ...balance })(t, z).data);
  };
  const plain = (z: number[], t: number[]) => Array.from(new BinaryCrossentropy(each)(t, z).data);
  const close = (actual: number[], expected: number[]) =>
    expect(difference(actual, expected, { relative: 2e-5, floor: 0 })).toBe("");

  test("test_focal_equals_ce", () => close(focal(ys, ts, 0), plain(ys, ts)));

  test("test_focal_gamma_zero_matches_binary_cross_entropy", () => {
    const [z, t] = [
      [-1, 0, 1, 2, -2, 0.5],
      [0, 1, 1, 1, 0, 0],
    ];
    close(focal(z!, t!, 0), plain(z!, t!));
  });

  test("test_scale", () => {
    const scale = ys.map((z, i) => (ts[i] === 1 ? 1 - sigmoid(z) : sigmoid(z)) ** 2);
    const losses = plain(ys, ts);
    close(
      focal(ys, ts, 2).map((loss, i) => loss / losses[i]!),
      scale,
    );
  });

  test.each([
    ["test_large_logit_fl_less_than_ce", large, 0.5],
    ["test_small_logit_fl_less_than_ce", small, undefined],
  ])("%s", (_, z, alpha) => {
    const losses = focal(z, ones, 2, alpha);
    close(
      plain(z, ones).map((loss, i) => loss / losses[i]!),
      z.map((x) => 1 / (alpha ?? 1) / (1 - sigmoid(x)) ** 2),
    );
  });

  test("test_alpha_one", () => {
    close(
      focal(ys, ts, 0, 1),
      plain(ys, ts).map((loss, i) => loss * ts[i]!),
    );
  });

  test.each([
    ["test_ignore_positive", 0, 1],
    ["test_ignore_negative", 1, 0],
  ])("%s", (_, alpha, label) => {
    const losses = focal(ys, ts, 2, alpha);
    for (const [i, loss] of plain(ys, ts).entries()) {
      expect(loss).toBeGreaterThan(0);
      if (ts[i] === label) expect(losses[i]).toBe(0);
    }
  });

  test("test_extreme_logits_finite_gradients", () => {
    const z = [100, -100, 75, -75, 50, -50];
    const labels = [0.9, 0.1, 0.8, 0.2, 1, 0];
    const loss = new BinaryFocalCrossentropy({ ...each, gamma: 0.5 });
    const { value, grad } = loss.valueAndGrad(labels, z);
    const hessian = loss.hessian(labels, z);
    for (const { data } of [value, grad, hessian])
      for (const number of data) expect(Number.isFinite(number)).toBe(true);
  });
});
