// jax-js on its WebAssembly device, under jit: the formulas of the contender "JAX jit". In Node it
// has one thread, for it starts more only where there is a global Worker. A gradient is handed over
// as a typed array, as everywhere in JavaScript.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import type { FloatArray } from "../data.js";
import { type RoadWorkload, smoothingOf } from "../workloads.js";
import type { Contender } from "./contender.js";

const eps = 1e-7;
const manifest = new URL("../package.json", import.meta.resolve("@jax-js/jax"));
const { version } = JSON.parse(readFileSync(fileURLToPath(manifest), "utf8")) as {
  version: string;
};

export const jaxJs: Contender = {
  name: "jax-js wasm",
  async prepare(workload, { labels, predictions, weights }) {
    if (workload.dtype === "float64") return undefined;
    await init("wasm");
    defaultDevice("wasm");
    // A function takes over the arrays that it is given: `ref` where they are needed again.
    const [x, y, w] = [np.array(predictions), np.array(labels), np.array(weights ?? [1])];
    const mean = meanOf(workload);
    if (workload.quantity === "value") {
      const run = jit(mean);
      return { run: () => run(x.ref, y.ref, w.ref).item(), version };
    }
    const run = jit(valueAndGrad(mean));
    let last: FloatArray | undefined;
    return {
      run() {
        const [value, gradient] = run(x.ref, y.ref, w.ref) as [np.Array, np.Array];
        last = gradient.dataSync() as FloatArray;
        return value.item();
      },
      grad: () => last,
      version,
    };
  },
};

function meanOf(workload: RoadWorkload): (x: np.Array, y: np.Array, w: np.Array) => np.Array {
  const smoothing = smoothingOf(workload);
  const loss = workload.input === "logits" ? logitLoss : lossOfProbability;
  return (x, y, w) => {
    const losses = loss(smoothing === 0 ? y : y.mul(1 - smoothing).add(smoothing / 2), x);
    if (workload.weights !== "none") return losses.mul(w).mean();
    w.dispose();
    return losses.mean();
  };
}

function logitLoss(t: np.Array, z: np.Array): np.Array {
  const positive = t.ref.mul(nn.logSigmoid(z.ref));
  return positive.add(np.subtract(1, t).mul(nn.logSigmoid(z.neg()))).neg();
}

function lossOfProbability(t: np.Array, x: np.Array): np.Array {
  const p = np.clip(x, eps, 1 - eps);
  const positive = t.ref.mul(np.log(p.ref));
  return positive.add(np.subtract(1, t).mul(np.log(np.subtract(1, p)))).neg();
}
