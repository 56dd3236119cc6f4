// What a replica's losses and metrics count for in those of the global batch. What is a mean of its
// part is weighted by what it was divided by there; sums are added as they are.

import type { Tensor } from "@tensorflow/tfjs-core";
import { divideNoNan, dividesBy, keepsCells, type Reduction } from "binary-crossentropy/internal";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { type Batch, ownLoss, totalWeight, unitOf } from "binary-crossentropy/tfjs/internal";
import type { Strategy } from "../strategy.js";
import type { CompiledModel, OutputFunction } from "./model.js";

/** How a mean is weighted: by rows, not at all, or by what its labels and weights say. */
type Weighting = "rows" | "none" | "weights" | "cells" | "labels";

/** A loss or a metric of an output. */
interface Term {
  readonly output: number;
  readonly weighting: Weighting;
}

/** The shares of a model's losses, one for each output, and behind them of its metrics. */
export class LossShares {
  readonly #strategy: Strategy;
  readonly #model: CompiledModel;
  readonly #terms: readonly Term[];

  constructor(strategy: Strategy, model: CompiledModel) {
    this.#strategy = strategy;
    this.#model = model;
    const losses: Term[] = model.lossFunctions.map((loss, output) => ({
      output,
      weighting: weightingOf(loss),
    }));
    // For several outputs their losses come first among the metrics.
    const metrics = model.metricsTensors.slice(losses.length > 1 ? losses.length : 0);
    const termOf = ([metric, output]: (typeof metrics)[number]): Term => ({
      output,
      weighting: unitOf(metric) ?? "rows",
    });
    this.#terms = [...losses, ...metrics.map(termOf)];
  }

  /** How many losses and metrics there are. */
  get count(): number {
    return this.#terms.length;
  }

  /** What each loss and metric of this replica's part was, or would have been, divided by. */
  denominators(part: Batch, rows: number): Float64Array {
    const { inputs, outputs, lossFunctions } = this.#model;
    const given = (from: number, output: number) =>
      part[inputs.length + from * outputs.length + output] ?? null;
    return Float64Array.from(this.#terms, ({ output, weighting }) => {
      if (weighting === "none" || weighting === "rows" || rows === 0) return rows;
      const loss = lossFunctions[output]!;
      const labels = given(0, output)!;
      if (weighting === "labels") return countLabels(labels, ownLoss(loss)!.ignoreLabel!);
      // Of the losses that count, or of their weights.
      return totalWeight(
        loss as unknown as BinaryCrossentropy<Reduction>,
        labels,
        weighting === "weights" ? given(1, output) : null,
      );
    });
  }

  /** The shares, between 0 and 1. Another message is needed only where labels or weights decide. */
  shares(own: Float64Array, globalRows: number): number[] {
    const all = own.slice();
    if (this.#terms.some(({ weighting }) => weighting !== "none" && weighting !== "rows"))
      this.#strategy.allReduce(all);
    return this.#terms.map(({ weighting }, i) => {
      if (weighting === "none") return 1;
      return divideNoNan(own[i]!, weighting === "rows" ? globalRows : all[i]!);
    });
  }
}

/** What is no loss of this package gives one number per sample, whose mean TensorFlow.js takes. */
function weightingOf(loss: OutputFunction): Weighting {
  if (!((loss as unknown) instanceof BinaryCrossentropy)) return "rows";
  const { reduction, ignore_label } = (loss as unknown as BinaryCrossentropy).getConfig();
  // What is left as one loss per cell TensorFlow.js takes the mean of.
  if (keepsCells(reduction)) return "rows";
  switch (dividesBy(reduction)) {
    case "nothing":
      return "none";
    case "weights":
      return "weights";
    case "cells":
      return ignore_label === undefined ? "rows" : "cells";
  }
}

/** The number of labels that count. */
function countLabels(yTrue: Tensor, ignoreLabel: number): number {
  const ignored = Math.fround(ignoreLabel);
  return yTrue
    .dataSync()
    .filter((label) => label !== ignored && !(label !== label && ignored !== ignored)).length;
}
