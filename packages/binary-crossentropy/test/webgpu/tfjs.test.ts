// The loss on tensors of TensorFlow.js's webgpu backend, in Node: what is tested on every backend in a
// page, and what is tested of everything that computes the loss on a GPU.

import { readGolden } from "@binary-crossentropy/test/golden";
import { kerasNames, readKeras } from "@binary-crossentropy/test/keras-case";
import { beforeAll, describe } from "vitest";
import { testEdges } from "../tfjs/bodies/edges.js";
import { testReferences } from "../tfjs/bodies/references.js";
import { testTraining } from "../tfjs/bodies/training.js";
import { describeArithmetic } from "./bodies/arithmetic.js";
import { describeLoss, type References } from "./bodies/loss.js";
import { elementsOfTensors, tensorsOn } from "./bodies/tensors.js";
import { useWebGpu } from "./tensorflow-js.js";

const name = "tensors of TensorFlow.js";
const golden = async <T>(file: string) => readGolden<T>(`${file}.json`);

describe(name, () => {
  beforeAll(useWebGpu, 60_000);
  testEdges("webgpu");
  testReferences("webgpu", golden);
  testTraining();
});

describeArithmetic(name, async () => {
  await useWebGpu();
  return elementsOfTensors;
});

describeLoss(tensorsOn(name, useWebGpu), {
  keras: kerasNames.map(readKeras),
  exact: readGolden<References["exact"]>("exact.json"),
});
