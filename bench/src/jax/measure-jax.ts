// Times both losses in turns, and measures their distance from float64, on each device of jax-js
// that runs in Node without more.

import { defaultDevice, init } from "@jax-js/jax";
import { BenchError } from "../errors.js";
import { type Limits, measure, timed } from "../measure.js";
import { spreadOf } from "../statistics.js";
import { accuracyOf } from "./accuracy.js";
import type { AccuracyRow, JaxRow } from "./jax-rows.js";
import { expectedMean, type LossName, lossNames, type StepName, steps } from "./losses.js";

const devices = ["wasm", "cpu"] as const;

/** On cpu, where jax-js interprets, thousands of logits take seconds. */
const sizes = { wasm: [65536, 1048576], cpu: [64] } as const;
const points = { wasm: 8192, cpu: 256 } as const;

/** How far a mean may be from float64, relatively: jax-js sums in float32, one by one. */
const tolerances: Readonly<Record<LossName, number>> = {
  "binary-crossentropy": 1e-6,
  composed: 1e-2,
};

export async function measureJax(
  limits: Limits,
  isShort: boolean,
): Promise<{ rows: JaxRow[]; accuracy: AccuracyRow[] }> {
  const rows: JaxRow[] = [];
  const accuracy: AccuracyRow[] = [];
  for (const device of devices) {
    await init(device);
    defaultDevice(device);
    for (const name of lossNames)
      accuracy.push({
        device,
        contender: name,
        ...accuracyOf(name, isShort ? 32 : points[device]),
      });
    for (const n of isShort ? [64] : sizes[device])
      for (const step of Object.keys(steps) as StepName[])
        rows.push(await measureOne(device, step, n, limits));
  }
  return { rows, accuracy };
}

async function measureOne(
  device: string,
  step: StepName,
  n: number,
  limits: Limits,
): Promise<JaxRow> {
  const made = lossNames.map((name) => steps[step](name, n));
  const expected = expectedMean(n);
  for (const [i, name] of lossNames.entries()) {
    const value = made[i]!.run();
    if (!(Math.abs(value - expected) <= tolerances[name] * expected))
      throw new BenchError(`${name}: ${value} instead of ${expected}, of ${n} on ${device}.`);
  }
  const [own, composed] = (await measure(
    made.map(({ run }) => timed(run)),
    limits,
  )) as [number[], number[]];
  for (const { release } of made) release();
  const rounds = Math.min(own.length, composed.length);
  const ratios = own.slice(0, rounds).map((ns, i) => composed[i]! / ns);
  return {
    device,
    step,
    n,
    own: spreadOf(own),
    composed: spreadOf(composed),
    ratio: spreadOf(ratios),
  };
}
