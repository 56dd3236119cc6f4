// The loss on tensors at the edges, in a page, on every backend of TensorFlow.js.

import { beforeAll, describe } from "vitest";
import { testEdges } from "../tfjs/bodies/edges.js";
import { useBackend } from "./backend.js";

describe.each(["cpu", "wasm", "webgl", "webgpu"])("%s", (backend) => {
  beforeAll(() => useBackend(backend), 60_000);
  testEdges(backend);
});
