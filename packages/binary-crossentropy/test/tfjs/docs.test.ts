// The examples on tensors of TensorFlow.js, run on its cpu backend.

import { examples, run, usesStrategies, usesTensors } from "@binary-crossentropy/test/examples";
import * as tf from "@tensorflow/tfjs";
import * as library from "binary-crossentropy/tfjs";
import { beforeAll, expect, test } from "vitest";

const onTensors = examples.filter((example) => usesTensors(example) && !usesStrategies(example));

beforeAll(async () => {
  await tf.setBackend("cpu");
});

test("there are some", () => {
  expect(onTensors.length).toBeGreaterThan(3);
});

test.each(onTensors)("$title", (example) => run(example, { ...library, tf }));
