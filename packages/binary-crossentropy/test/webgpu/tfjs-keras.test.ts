// The reference values of Keras on tensors of TensorFlow.js's webgpu backend, in Node, each with its
// refusals, dtypes and gradients by label too. The values alone are in tfjs.test.ts.
//
// @module-tag thorough

import { readGolden } from "@binary-crossentropy/test/golden";
import { beforeAll, describe } from "vitest";
import { testKeras } from "../tfjs/bodies/keras.js";
import { useWebGpu } from "./tensorflow-js.js";

describe("tensors of TensorFlow.js", () => {
  beforeAll(useWebGpu, 60_000);
  testKeras("webgpu", async <T>(file: string) => readGolden<T>(`${file}.json`));
});
