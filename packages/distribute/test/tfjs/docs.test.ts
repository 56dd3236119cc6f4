// The examples that train models under a strategy, run against the package as it is built, with one
// replica.

import { examples, run, trainsUnderStrategies } from "@binary-crossentropy/test/examples";
import * as tf from "@tensorflow/tfjs";
import * as tensors from "binary-crossentropy/tfjs";
import * as distribute from "binary-crossentropy-distribute";
import * as checkpoint from "binary-crossentropy-distribute/checkpoint";
import * as training from "binary-crossentropy-distribute/tfjs";
import { expect, test } from "vitest";

tf.env().set("IS_TEST", true);

const withModels = examples.filter(trainsUnderStrategies);

test("there are some", () => {
  expect(withModels.length).toBeGreaterThan(3);
});

// The names on tensors come last: other entries have functions of the same names.
test.each(withModels)("$title", (example) =>
  run(example, { ...distribute, ...checkpoint, ...tensors, ...training, tf }),
);
