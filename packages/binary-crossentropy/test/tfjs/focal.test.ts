// Focal loss on tensors in Node: on the package's own kernels, and composed of TensorFlow.js's ops.

import { readGolden } from "@binary-crossentropy/test/golden";
import { beforeAll, describe } from "vitest";
import { onEachBackend } from "./backends.js";
import { testFocal } from "./bodies/focal.js";
import { useComposed } from "./composed-backend.js";

const golden = async <T>(name: string) => readGolden<T>(`${name}.json`);

onEachBackend((backend) => {
  testFocal(backend, golden);
});

describe("composed of ops, as on WebGL", () => {
  beforeAll(useComposed);
  testFocal("composed", golden);
});
