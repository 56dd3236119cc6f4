// The accuracy that models report: of logits it is that of their probabilities, several labels in a
// row are several labels, and ignored ones do not count.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, binaryCrossentropy } from "binary-crossentropy/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { echo, logitsLoss, values } from "./models.js";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("accuracy", () => {
  const evaluate = (
    y: number[][],
    z: number[][],
    loss: tf.ModelCompileArgs["loss"],
    metric: string,
  ) =>
    values(
      echo(1, z[0]!.length, { loss, metrics: [metric] }).evaluate(
        tf.tensor2d(z),
        tf.tensor2d(y),
      ) as tf.Scalar[],
    )[1];

  test.each(["accuracy", "acc", "binaryAccuracy"])(
    "%s of logits is that of their probabilities",
    (metric) => {
      expect(evaluate([[1], [0], [1]], [[0.3], [-0.1], [5]], logitsLoss(), metric)).toBe(1);
      expect(evaluate([[1], [0], [1]], [[0], [0.1], [-1e-30]], logitsLoss(), metric)).toBe(0);
    },
  );

  test("of probabilities, it splits at one half", () => {
    expect(
      evaluate([[1], [0], [1]], [[0.6], [0.5], [0.3]], new BinaryCrossentropy(), "accuracy"),
    ).toBeCloseTo(2 / 3, 6);
  });

  test.each([
    [
      "probabilities",
      () => new BinaryCrossentropy(),
      [
        [0.9, 0.8, 0.1],
        [0.2, 0.9, 0.4],
      ],
    ],
    [
      "probabilities with the function",
      () => binaryCrossentropy,
      [
        [0.9, 0.8, 0.1],
        [0.2, 0.9, 0.4],
      ],
    ],
    [
      "logits",
      () => logitsLoss(),
      [
        [2, 1, -3],
        [-1, 2, -0.2],
      ],
    ],
  ] as const)("several labels in a row are several labels, not one class: %s", (_, loss, z) => {
    // A row's largest prediction is right in both rows, two of its three labels are not.
    const rows = z.map((row) => [...row]);
    expect(
      evaluate(
        [
          [1, 0, 0],
          [0, 1, 1],
        ],
        rows,
        loss() as never,
        "accuracy",
      ),
    ).toBeCloseTo(2 / 3, 6);
  });

  test("labels that are ignored are neither right nor wrong", () => {
    const z = [[3], [3], [-3], [3]];
    expect(
      evaluate(
        [[1], [-1], [-1], [0]],
        z,
        new BinaryCrossentropy({ fromLogits: true, ignoreLabel: -1 }),
        "accuracy",
      ),
    ).toBe(0.5);
    expect(
      evaluate(
        [[1], [NaN], [NaN], [0]],
        z,
        new BinaryCrossentropy({ fromLogits: true, ignoreLabel: NaN }),
        "accuracy",
      ),
    ).toBe(0.5);
    expect(
      evaluate(
        [[-1]],
        [[1]],
        new BinaryCrossentropy({ fromLogits: true, ignoreLabel: -1 }),
        "accuracy",
      ),
    ).toBe(0);
  });

  test("another loss has the accuracy of TensorFlow.js", () => {
    expect(evaluate([[1], [0]], [[0.3], [-0.1]], "meanSquaredError", "accuracy")).toBe(0.5);
    expect(
      evaluate(
        [
          [1, 0, 0],
          [0, 1, 1],
        ],
        [
          [0.9, 0.8, 0.1],
          [0.2, 0.9, 0.4],
        ],
        "categoricalCrossentropy",
        "accuracy",
      ),
    ).toBe(1);
  });
});
