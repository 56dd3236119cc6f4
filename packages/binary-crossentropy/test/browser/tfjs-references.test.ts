// The loss on tensors against references, in a page, on every backend of TensorFlow.js.

import { beforeAll, describe } from "vitest";
import { testFocal } from "../tfjs/bodies/focal.js";
import { testReferences } from "../tfjs/bodies/references.js";
import { fetchGolden, useBackend } from "./backend.js";

describe.each(["cpu", "wasm", "webgl", "webgpu"])("%s", (backend) => {
  beforeAll(() => useBackend(backend), 60_000);
  testReferences(backend, fetchGolden);
  testFocal(backend, fetchGolden);
});
