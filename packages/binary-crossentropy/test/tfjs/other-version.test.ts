// A version of TensorFlow.js whose models have other methods. It stays known to the process.

import { expect, test } from "vitest";
import { installWeights, wrapModel } from "../../src/tfjs/layers/install.js";

test("LayersModel of another version is named with the version that this works with", () => {
  class Other {}
  wrapModel(Other as never);
  expect(() => installWeights()).toThrow(
    "binary-crossentropy/tfjs: LayersModel must have a method makeTrainFunction, got a class without it. It works with @tensorflow/tfjs-layers 4.10 and later of 4.x.",
  );
});
