// What the test suites of Keras, tf-keras and scikit-learn assert, and what users of them reported.

import { flat, type JsonNumber, readGolden } from "@binary-crossentropy/test/golden";
import {
  BinaryCrossentropy,
  type BinaryCrossentropyOptions,
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
  binaryCrossentropy,
  binaryFocalCrossentropy,
  type Dialect,
  metrics,
  type NdArray,
  type Reduction,
  ShapeError,
  type TensorLike,
  ValueError,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { difference } from "./support/compare.js";

type Numbers = JsonNumber | Numbers[];

interface Case {
  source: string;
  system: "keras3" | "tf-keras" | "sklearn" | "tf";
  fn: string;
  y_true: Numbers | string;
  y_pred: Numbers | string;
  options: {
    from_logits?: boolean;
    label_smoothing?: number;
    reduction?: Reduction;
    dtype?: string;
    input_dtype?: string;
    ragged?: boolean;
    gamma?: number;
    alpha?: number;
    apply_class_balancing?: boolean;
  };
  sample_weight: Numbers | null;
  expected:
    | Numbers
    | { loss?: number; gradient?: number; hessian?: number; dtype?: string; property?: string };
  tolerance: { atol?: number; rtol?: number } | null;
}

const { cases } = readGolden<{ cases: Case[] }>("peer_cases.json");
const titled = cases.map((peer, i) => ({ peer, title: `${i} ${peer.source}` }));
const isFocal = ({ fn }: Case) => /focal/i.test(fn);
const isSpecial = ({ options, tolerance }: Case) => options.ragged === true || tolerance === null;
const isDerivative = ({ fn }: Case) => fn === "HalfBinomialLoss";

function optionsOf({ system, options, fn }: Case): BinaryCrossentropyOptions {
  const dialect: Dialect = system === "keras3" ? "keras3" : "keras2";
  const { from_logits: fromLogits, label_smoothing: labelSmoothing, reduction } = options;
  const elementwise =
    fn === "ops.binary_crossentropy" ? ({ axis: [], reduction: "none" } as const) : {};
  return { dialect, fromLogits, labelSmoothing, reduction, ...elementwise };
}

function focalOptionsOf(peer: Case): BinaryFocalCrossentropyOptions {
  const { gamma, alpha, apply_class_balancing: applyClassBalancing } = peer.options;
  return { ...optionsOf(peer), gamma, alpha, applyClassBalancing };
}

const numbers = (nested: Numbers | string) =>
  JSON.parse(JSON.stringify(nested), (_, value) =>
    typeof value === "string" ? Number(value) : value,
  ) as TensorLike;
const flatten = (nested: Numbers): number[] => [nested].flat(9 as 1).map(Number);

function run(peer: Case): number | NdArray {
  const options = optionsOf(peer);
  const yTrue = numbers(peer.y_true);
  const given = numbers(peer.y_pred);
  const yPred =
    peer.options.input_dtype === "float64"
      ? { data: Float64Array.from(flatten(given as Numbers)), shape: [1, 3] }
      : given;
  const weight = peer.sample_weight === null ? null : numbers(peer.sample_weight);
  if (peer.fn === "metrics.BinaryCrossentropy") {
    const { reduction: _, ...shared } = options;
    const metric = new metrics.BinaryCrossentropy(shared);
    metric.updateState(yTrue, yPred, weight);
    return metric.result();
  }
  if (peer.fn === "binary_crossentropy") {
    const { reduction: _, ...shared } = options;
    return binaryCrossentropy(yTrue, yPred, shared);
  }
  return new BinaryCrossentropy(options)(yTrue, yPred, weight);
}

describe("values", () => {
  test.each(titled.filter(({ peer }) => !isFocal(peer) && !isSpecial(peer) && !isDerivative(peer)))(
    "$title",
    ({ peer }) => {
      const { atol = 0, rtol = 0 } = peer.tolerance!;
      expect(
        difference(flat(run(peer)).data, flatten(peer.expected as Numbers), {
          relative: rtol,
          floor: atol,
        }),
      ).toBe("");
    },
  );
});

describe("values of focal loss", () => {
  const focal = titled.filter(({ peer }) => isFocal(peer));
  expect(focal).toHaveLength(27);

  test.each(focal.filter(({ peer }) => !isSpecial(peer)))("$title", ({ peer }) => {
    const { reduction, ...options } = focalOptionsOf(peer);
    const [yTrue, yPred] = [numbers(peer.y_true), numbers(peer.y_pred)];
    const weight = peer.sample_weight === null ? null : numbers(peer.sample_weight);
    const value =
      peer.fn === "BinaryFocalCrossentropy"
        ? new BinaryFocalCrossentropy({ reduction, ...options })(yTrue, yPred, weight)
        : binaryFocalCrossentropy(yTrue, yPred, options);
    const { atol = 0, rtol = 0 } = peer.tolerance!;
    const tolerance = { relative: rtol, floor: atol };
    expect(difference(flat(value).data, flatten(peer.expected as Numbers), tolerance)).toBe("");
  });

  test("ragged rows are padded and masked", () => {
    const { peer } = focal.find(({ peer }) => isSpecial(peer))!;
    const padded = (rows: number[][]) => rows.map((row) => [0, 1, 2].map((i) => row[i] ?? 0));
    const [yTrue, yPred] = [peer.y_true as number[][], peer.y_pred as number[][]];
    const mask = yTrue.map((row) => [0, 1, 2].map((i) => i < row.length));
    const loss = new BinaryFocalCrossentropy(focalOptionsOf(peer));
    expect(loss(padded(yTrue), padded(yPred), null, { mask })).toBeCloseTo(
      peer.expected as number,
      3,
    );
  });
});

describe("loss, gradient and second derivative", () => {
  test.each(titled.filter(({ peer }) => isDerivative(peer)))("$title", ({ peer }) => {
    const bce = new BinaryCrossentropy({ fromLogits: true, dtype: "float64" });
    const [y, z] = [numbers(peer.y_true), numbers(peer.y_pred)];
    const { value, grad } = bce.valueAndGrad(y, z);
    const { loss, gradient, hessian } = peer.expected as {
      loss: number;
      gradient: number;
      hessian: number;
    };
    const actual = [value, grad.data[0]!, bce.hessian(y, z).data[0]!];
    expect(difference(actual, [loss, gradient, hessian], { relative: 1e-15, floor: 1e-15 })).toBe(
      "",
    );
  });
});

describe("what is otherwise here", () => {
  const find = (pick: (peer: Case) => boolean) => {
    const found = cases.filter((peer) => isSpecial(peer) && !isFocal(peer) && pick(peer));
    expect(found).toHaveLength(1);
    return found[0]!;
  };

  test("ragged rows are padded and masked", () => {
    const peer = find(({ options }) => options.ragged === true);
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const mask = [
      [true, true, true],
      [true, true, false],
    ];
    expect(
      bce(
        [
          [1, 0, 1],
          [0, 1, 0],
        ],
        [
          [100, -100, 100],
          [100, 100, 0],
        ],
        [4, 3],
        { mask },
      ),
    ).toBeCloseTo(peer.expected as number, 3);
  });

  test("bfloat16 is refused by name", () => {
    const { options } = find(
      ({ expected }) => (expected as { dtype?: string }).dtype === "bfloat16",
    );
    expect(() => new BinaryCrossentropy(options as object)).toThrow(
      new ValueError(
        'BinaryCrossentropy: dtype must be one of "float32", "float64", got "bfloat16".',
      ),
    );
  });

  test("an infinite logit costs infinity where TensorFlow gives NaN", () => {
    const peer = find(({ fn }) => fn === "nn.sigmoid_cross_entropy_with_logits");
    expect(peer.expected).toBe("NaN");
    expect(
      new BinaryCrossentropy({ fromLogits: true })(numbers(peer.y_true), numbers(peer.y_pred)),
    ).toBe(Infinity);
  });

  test("(10, 1) against (10, 768) does not broadcast", () => {
    find(({ y_pred }) => y_pred === "(10,768) random");
    const yPred = { data: new Float32Array(7680), shape: [10, 768] };
    expect(() =>
      new BinaryCrossentropy()({ data: new Float32Array(10), shape: [10, 1] }, yPred),
    ).toThrow(
      new ShapeError(
        "BinaryCrossentropy: yTrue and yPred must have the same shape, got [10, 1] and [10, 768].",
      ),
    );
  });
});
