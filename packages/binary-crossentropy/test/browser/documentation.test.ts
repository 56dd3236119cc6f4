// The examples of the Keras documentation, in a browser: the package works there as it is.

import { BinaryCrossentropy, binaryCrossentropy, metrics } from "binary-crossentropy";
import { expect, test } from "vitest";

test("runs in a browser", () => {
  expect(typeof window).toBe("object");
});

test("four confident predictions, three of them wrong", () => {
  expect(new BinaryCrossentropy()([0, 0, 1, 1], [1, 1, 1, 0])).toBeCloseTo(11.522857, 6);
});

test("the function", () => {
  const loss = binaryCrossentropy(
    [
      [0, 1],
      [0, 0],
    ],
    [
      [0.6, 0.4],
      [0.4, 0.6],
    ],
  );
  expect(Array.from(loss.data, (x) => x.toFixed(3))).toEqual(["0.916", "0.714"]);
});

test("logits, flat and in batches, weighted, summed, and one by one", () => {
  const bce = new BinaryCrossentropy({ fromLogits: true });
  expect(bce([0, 1, 0, 0], [-18.6, 0.51, 2.94, -12.8])).toBeCloseTo(0.865, 3);
  const yTrue = [
    [0, 1],
    [0, 0],
  ];
  const yPred = [
    [-18.6, 0.51],
    [2.94, -12.8],
  ];
  expect(bce(yTrue, yPred)).toBeCloseTo(0.865, 3);
  expect(bce(yTrue, yPred, [0.8, 0.2])).toBeCloseTo(0.2436, 4);
  expect(new BinaryCrossentropy({ fromLogits: true, reduction: "sum" })(yTrue, yPred)).toBeCloseTo(
    1.7309,
    4,
  );
  const none = new BinaryCrossentropy({ fromLogits: true, reduction: "none" })(yTrue, yPred);
  expect(Array.from(none.data, (x) => x.toFixed(3))).toEqual(["0.235", "1.496"]);
});

test("gradients, and the streaming metric", () => {
  const { grad } = new BinaryCrossentropy({ fromLogits: true }).valueAndGrad(
    [1, 0],
    Float32Array.of(2, 2),
  );
  expect(Array.from(grad.data, (x) => x.toFixed(4))).toEqual(["-0.0596", "0.4404"]);
  const metric = new metrics.BinaryCrossentropy();
  metric.updateState(
    [
      [0, 1],
      [0, 0],
    ],
    [
      [0.6, 0.4],
      [0.4, 0.6],
    ],
  );
  expect(metric.result()).toBeCloseTo(0.8149, 4);
});
