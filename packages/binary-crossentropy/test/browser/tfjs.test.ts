// The loss on tensors in a page, on every backend of TensorFlow.js: reference values and training.

import { beforeAll, describe } from "vitest";
import { testKeras } from "../tfjs/bodies/keras.js";
import { testTraining } from "../tfjs/bodies/training.js";
import { fetchGolden, useBackend } from "./backend.js";

describe.each(["cpu", "wasm", "webgl", "webgpu"])("%s", (backend) => {
  beforeAll(() => useBackend(backend), 60_000);
  testKeras(backend, fetchGolden);
  testTraining();
});
