// What a replica's loss counts for in that of the global batch. Losses that are means of their part are weighted by what
// they were divided by there; sums are added as they are.

import type { Tensor } from "@tensorflow/tfjs-core";
import { BinaryCrossentropyMetric } from "../../metrics/binary-crossentropy-metric.js";
import { divideNoNan } from "../../semantics/reduction.js";
import { BinaryCrossentropy } from "../../tfjs/binary-crossentropy.js";
import type { Batch } from "../../tfjs/layers/model.js";
import type { Strategy } from "../strategy.js";
import type { CompiledModel, OutputFunction } from "./model.js";

/** How the mean of a loss is weighted: by rows, not at all, or by what its labels and weights say. */
type Weighting = "rows" | "none" | "weights" | "cells";

/** The shares of the losses of a model's outputs. */
export class LossShares {
  readonly #strategy: Strategy;
  readonly #model: CompiledModel;
  readonly #weightings: readonly Weighting[];

  constructor(strategy: Strategy, model: CompiledModel) {
    this.#strategy = strategy;
    this.#model = model;
    this.#weightings = model.lossFunctions.map(weightingOf);
  }

  /** What each loss of this replica's part was, or would have been, divided by. */
  denominators(part: Batch, rows: number): Float64Array {
    const { inputs, outputs, lossFunctions } = this.#model;
    const given = (from: number, output: number) => part[inputs.length + from * outputs.length + output] ?? null;
    return Float64Array.from(this.#weightings, (weighting, i) => {
      if (weighting === "none" || weighting === "rows" || rows === 0) return rows;
      const weight = weighting === "weights" ? given(1, i) : null;
      return countOf(lossFunctions[i] as unknown as BinaryCrossentropy, given(0, i)!, weight);
    });
  }

  /** The shares, between 0 and 1. Another message is needed only where labels or weights decide. */
  shares(own: Float64Array, globalRows: number): number[] {
    const all = own.slice();
    if (this.#weightings.some((weighting) => weighting === "weights" || weighting === "cells")) this.#strategy.allReduce(all);
    return this.#weightings.map((weighting, i) => {
      if (weighting === "none") return 1;
      return divideNoNan(own[i]!, weighting === "rows" ? globalRows : all[i]!);
    });
  }
}

/** What is no loss of this package gives one number per sample, whose mean TensorFlow.js takes. */
function weightingOf(loss: OutputFunction): Weighting {
  if (!((loss as unknown) instanceof BinaryCrossentropy)) return "rows";
  const { reduction, ignore_label } = (loss as unknown as BinaryCrossentropy).getConfig();
  if (reduction === "sum") return "none";
  if (reduction === "mean_with_sample_weight") return "weights";
  return ignore_label === undefined || reduction === "none" || reduction === null ? "rows" : "cells";
}

/** The number of losses that count, or the sum of their weights: the metric of the same options sums it up. */
function countOf(loss: BinaryCrossentropy, yTrue: Tensor, weight: Tensor | null): number {
  const { reduction: _, ...config } = loss.getConfig();
  const metric = BinaryCrossentropyMetric.fromConfig(config);
  const host = (tensor: Tensor) => ({ data: tensor.dataSync(), shape: tensor.shape });
  metric.updateState(host(yTrue), host(yTrue), weight && host(weight));
  return metric.state().count;
}
