// What is wrong with a call on tensors is said by a message that names the argument, and no tensor
// is left behind.

import { anything } from "@binary-crossentropy/test/failure";
import * as tf from "@tensorflow/tfjs";
import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  binaryCrossentropy,
  binaryFocalCrossentropy,
  losses,
  metrics,
  ShapeError,
  ValueError,
} from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { onEachBackend } from "./backends.js";

onEachBackend((backend) => {
  const bce = new BinaryCrossentropy({ fromLogits: true });
  const ones = (...shape: number[]) => tf.ones(shape);
  const disposed = () => {
    const tensor = ones(2);
    tensor.dispose();
    return tensor;
  };

  const cases: [string, () => unknown, Error][] = [
    [
      "shapes",
      () => bce(ones(2, 3), ones(2, 1)),
      new ShapeError(
        "BinaryCrossentropy: yTrue and yPred must have the same shape, got [2, 3] and [2, 1].",
      ),
    ],
    [
      "shapes of the function",
      () => binaryCrossentropy(ones(2), ones(2, 1)),
      new ShapeError(
        "binaryCrossentropy: yTrue and yPred must have the same shape, got [2] and [2, 1].",
      ),
    ],
    [
      "a weight",
      () => bce(ones(2, 3), ones(2, 3), ones(4)),
      new ShapeError(
        "BinaryCrossentropy: sampleWeight must fit the losses of shape [2], got shape [4]. What fits: a scalar, [2], [2, 1], [2, 3] for one per element.",
      ),
    ],
    [
      "a mask of numbers",
      () => bce(ones(2), ones(2), null, { mask: ones(2) }),
      new ValueError(
        'BinaryCrossentropy: mask must be a tensor of dtype bool, or an array of booleans, 0 and 1, got float32. Pass mask.cast("bool").',
      ),
    ],
    [
      "a mask of 2",
      () => bce(ones(2), ones(2), null, { mask: [0, 2] }),
      new ValueError("BinaryCrossentropy: mask must be boolean, or 0 and 1, got 2 at [1]."),
    ],
    [
      "a disposed yTrue",
      () => bce(disposed(), ones(2)),
      new ValueError(
        "BinaryCrossentropy: yTrue must hold its data, got a tensor that was disposed.",
      ),
    ],
    [
      "a disposed yPred",
      () => bce(ones(2), disposed()),
      new ValueError(
        "BinaryCrossentropy: yPred must hold its data, got a tensor that was disposed.",
      ),
    ],
    [
      "strings",
      () => bce(tf.tensor(["a"]), ones(1)),
      new ValueError(
        "BinaryCrossentropy: yTrue must be of dtype float32, int32 or bool, got string.",
      ),
    ],
    [
      "complex numbers",
      () => bce(ones(1), tf.complex([1], [1])),
      new ValueError(
        "BinaryCrossentropy: yPred must be of dtype float32, int32 or bool, got complex64.",
      ),
    ],
    [
      "what is no tensor",
      () => bce(anything("x"), ones(1)),
      new ValueError(
        'BinaryCrossentropy: yTrue must be a tensor, a number, an array of numbers or booleans, a typed array, or { data, shape }, got "x".',
      ),
    ],
    [
      "float64",
      () => new BinaryCrossentropy({ dtype: anything("float64") }),
      new ValueError(
        'BinaryCrossentropy: dtype must be "float32" on tensors, got "float64". Import binary-crossentropy to compute in float64.',
      ),
    ],
    [
      "an option",
      () => new BinaryCrossentropy(anything({ labelSmoothing: 2 })),
      new ValueError("BinaryCrossentropy: labelSmoothing must be in [0, 1], got 2."),
    ],
    [
      "posWeight",
      () => new BinaryCrossentropy({ posWeight: [1, 2] })(ones(2, 3), ones(2, 3)),
      new ShapeError(
        "BinaryCrossentropy: posWeight must be one number, or one per label along the last axis, got 2 for shape [2, 3].",
      ),
    ],
    [
      "probabilities that are none, with validate",
      () => new BinaryCrossentropy({ validate: true })(ones(1, 2), tf.tensor2d([[0, 3]])),
      new ValueError(
        "BinaryCrossentropy: yPred must be probabilities in [0, 1], got 3 at [0, 1]. Pass fromLogits: true if these are logits.",
      ),
    ],
    [
      "a metric's tensor",
      () => new metrics.BinaryCrossentropy().updateState(disposed(), ones(2)),
      new ValueError(
        "metrics.BinaryCrossentropy: yTrue must hold its data, got a tensor that was disposed.",
      ),
    ],
    [
      "an identifier",
      () => losses.get("hinge"),
      new ValueError(
        'losses.get: identifier must be one of "binary_crossentropy", "bce", "BCE", "binaryCrossentropy", "binary_focal_crossentropy", "binaryFocalCrossentropy", "BinaryCrossentropy", "BinaryFocalCrossentropy", got "hinge".',
      ),
    ],
    [
      "posWeight beside a balance",
      () => new BinaryFocalCrossentropy({ applyClassBalancing: true, posWeight: 2 }),
      new ValueError(
        "BinaryFocalCrossentropy: posWeight must be left out beside applyClassBalancing, got 2. Leave one of the two out: both weigh positive labels.",
      ),
    ],
    [
      "float64 of focal loss",
      () => binaryFocalCrossentropy(ones(2), ones(2), { dtype: anything("float64") }),
      new ValueError(
        'binaryFocalCrossentropy: dtype must be "float32" on tensors, got "float64". Import binary-crossentropy to compute in float64.',
      ),
    ],
    [
      "a foreign function",
      () => losses.get(anything(() => 0)),
      new ValueError("losses.get: identifier must be a loss of this package, got a function."),
    ],
    [
      "what cannot be serialized",
      () => losses.serialize(anything(1)),
      new ValueError("losses.serialize: loss must be a loss of this package, got 1."),
    ],
  ];

  // The wasm backend has no complex numbers to refuse.
  test.each(cases.filter(([title]) => backend === "cpu" || title !== "complex numbers"))(
    "%s",
    (_, run, error) => {
      expect(() => run()).toThrow(error);
    },
  );

  test("none leaves a tensor behind", () => {
    const [a, b] = [ones(2, 3), ones(2, 1)];
    const before = tf.memory().numTensors;
    for (const gradient of [false, true]) {
      expect(() =>
        gradient ? tf.grad((x: tf.Tensor) => bce(a, x))(b) : bce([[1, 0, 1]], b),
      ).toThrow(ShapeError);
      expect(() => bce(a, a, [1, 2, 3])).toThrow(ShapeError);
    }
    expect(tf.memory().numTensors).toBe(before);
    // And a call after a failed gradient is recorded as any other.
    expect(
      tf.grad((x: tf.Tensor) =>
        bce(
          [
            [1, 0, 1],
            [1, 0, 1],
          ],
          x,
        ),
      )(a).shape,
    ).toEqual([2, 3]);
  });
});

test("what lies on Object.prototype is no argument", () => {
  const results = () =>
    [
      binaryCrossentropy([[0, 1]], [[0.6, 0.4]]),
      new metrics.BinaryCrossentropy()([[0, 1]], [[0.6, 0.4]]),
      new BinaryCrossentropy()([[0, 1]], [[0.6, 0.4]]),
    ].map((result) => result.dataSync()[0]);
  const expected = results();
  const root = Object.prototype as unknown as Record<string, unknown>;
  try {
    Object.assign(root, { sampleWeight: 9, mask: [[0, 0]] });
    expect(results()).toEqual(expected);
  } finally {
    delete root["sampleWeight"];
    delete root["mask"];
  }
});
