// Times the steps with both losses, in turns, on each backend that runs in Node.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { BenchError } from "../errors.js";
import { type Limits, measure, timed } from "../measure.js";
import { timeColumns } from "../statistics.js";
import { lossNames, type Step, type StepName, steps } from "./steps.js";
import type { TensorRow } from "./tensor-rows.js";

const backends = ["cpu", "wasm"] as const;
const sizes: Readonly<Record<StepName, readonly number[]>> = {
  "loss and gradient": [32, 1024, 65536],
  "step of training": [32, 1024],
};

/** How far the two losses may be apart, relatively: TensorFlow.js sums in float32. */
const tolerance = 1e-4;

export async function measureTensors(limits: Limits): Promise<TensorRow[]> {
  tf.enableProdMode();
  setWasmPaths(`${dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")))}/`);
  const rows: TensorRow[] = [];
  for (const backend of backends) {
    await tf.setBackend(backend);
    for (const step of Object.keys(steps) as StepName[]) {
      for (const n of sizes[step]) rows.push(...(await measureOne(backend, step, n, limits)));
    }
  }
  return rows;
}

async function measureOne(
  backend: string,
  step: StepName,
  n: number,
  limits: Limits,
): Promise<TensorRow[]> {
  const made = lossNames.map((name) => steps[step](name, n));
  const values = made.map(({ run }) => run());
  if (!(Math.abs(values[0]! - values[1]!) <= tolerance * Math.abs(values[1]!))) {
    throw new BenchError(
      `the losses differ: ${values.join(" and ")}, in the ${step} of ${n} on ${backend}.`,
    );
  }
  const kernels: number[] = [];
  for (const one of made) kernels.push(await countKernels(one));
  const samples = await measure(
    made.map(({ run }) => timed(run)),
    limits,
  );
  for (const { release } of made) release();
  return lossNames.map((contender, i) => {
    const columns = timeColumns(samples[i]!);
    return { backend, step, n, contender, kernels: kernels[i]!, ...columns };
  });
}

async function countKernels({ run }: Step): Promise<number> {
  const { kernels } = await tf.profile(() => {
    run();
    return [];
  });
  return kernels.length;
}
