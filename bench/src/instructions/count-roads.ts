// How many instructions of the kernels each road takes: a number that no other program and no
// processor changes.

import { callOf } from "../contenders/calls.js";
import { createData, newArray } from "../data.js";
import { workloadOf } from "../roads/cases.js";
import { isTyped, type Road } from "../roads/road.js";
import { roads } from "../roads/roads.js";
import { type Variant, variants } from "../roads/variants.js";
import { installCountingEngine } from "./counting-engine.js";
import type { InstructionRow } from "./instruction-rows.js";

const names = ["logits, value", "logits, value and gradient", "probabilities, keras2", "float64"];

/** Those in one thread whose elements reach the kernels as they are. */
const counted = variants.filter(({ name }) => names.includes(name));

const n = 2 ** 16;

export function countRoads(): InstructionRow[] {
  const engine = installCountingEngine();
  const count = (variant: Variant, road: Road): number => {
    const workload = workloadOf(variant, road, n);
    const data = createData(workload.dtype, workload.n);
    const { labels, weights } = data;
    const inputs = { labels, weights, predictions: data[workload.input] };
    const output = (length: number) => newArray(workload.dtype, length);
    const { run } = callOf(workload, inputs, { put: (array) => array, output });
    run();
    engine.take();
    run();
    return engine.take() / workload.n;
  };
  return counted.flatMap((variant) =>
    roads
      .filter((road) => variant.takes(road) && isTyped(road) && !road.own)
      .map((road) => ({
        variant: variant.name,
        road: road.name,
        perElement: Number(count(variant, road).toFixed(2)),
      })),
  );
}
