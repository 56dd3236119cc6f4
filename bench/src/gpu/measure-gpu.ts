// Times the contenders in turns, at each length.

import { BenchError } from "../errors.js";
import { type Limits, type Measured, measure } from "../measure.js";
import { timeColumns } from "../statistics.js";
import {
  copy,
  type GpuContender,
  jaxJs,
  type Run,
  tensorFlowJs,
  thisPackage,
} from "./gpu-contenders.js";
import type { GpuRow } from "./gpu-rows.js";
import { countDispatches, installGpu } from "./node-gpu.js";

const sizes = [1024, 65536, 2 ** 20];

/** How far the values may be apart, relatively: the others sum in float32. */
const tolerance = 1e-3;

export async function measureGpu(limits: Limits): Promise<GpuRow[]> {
  installGpu();
  const tf = await import("@tensorflow/tfjs");
  await import("@tensorflow/tfjs-backend-webgpu");
  tf.enableProdMode();
  await tf.setBackend("webgpu");
  const jax = await import("@jax-js/jax");
  await jax.init("webgpu");
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const contenders = [thisPackage(device), copy(device), tensorFlowJs(tf), jaxJs(jax)];
  const rows: GpuRow[] = [];
  for (const n of sizes) rows.push(...(await measureAt(n, contenders, limits)));
  return rows;
}

async function measureAt(
  n: number,
  contenders: readonly GpuContender[],
  limits: Limits,
): Promise<GpuRow[]> {
  const opened: { run: Run; firstMs: number; dispatches: number; value: number }[] = [];
  for (const contender of contenders) {
    // With what compiles its shaders.
    const start = performance.now();
    const run = await contender.open(n);
    const value = await run();
    const firstMs = performance.now() - start;
    opened.push({ run, firstMs, value, dispatches: await countDispatches(run) });
  }
  const own = opened[0]!.value;
  contenders.forEach(({ name }, i) => {
    const { value } = opened[i]!;
    if (name !== "copy" && !(Math.abs(value - own) <= tolerance * own))
      throw new BenchError(`the losses of ${n} logits differ: ${own}, and ${value} of ${name}.`);
  });
  const samples = await measure(opened.map(timed), limits);
  return contenders.map(({ name }, i) => {
    const { firstMs, dispatches } = opened[i]!;
    return { n, contender: name, dispatches, first_ms: firstMs, ...timeColumns(samples[i]!) };
  });
}

function timed({ run }: { run: Run }): Measured {
  let sink = 0;
  return {
    // Its first call was before: all are compiled.
    firstMs: 0,
    async sample(calls) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < calls; i++) sink += await run();
      return { ns: Number(process.hrtime.bigint() - start), sink };
    },
  };
}
