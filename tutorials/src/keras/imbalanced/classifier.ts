// The model with its data and its loss: trains one epoch of a stage, and evaluates the model on
// rows.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import type { Strategy } from "binary-crossentropy-distribute";
import { fit } from "binary-crossentropy-distribute/tfjs";
import { pickRows, positives, type Table } from "../data/table.js";
import { Adam } from "../nets/adam.js";
import { restoreTensors, storeTensors } from "../nets/stored-tensors.js";
import { readScalars } from "../nets/tensors.js";
import { Random } from "../random.js";
import type { StoredTensors } from "../training/snapshot.js";
import { classWeights, initialBias, makeModel } from "./model.js";
import type { Stage } from "./stages.js";

export interface ClassifierOptions {
  readonly batchSize: number;
  readonly learningRate: number;
  /** The replicas that train together. */
  readonly strategy: Strategy;
}

/**
 * Number of batches in an epoch of oversampled rows, which has no natural end. The tutorial uses as
 * many.
 */
const oversampledSteps = 20;

export class Classifier {
  readonly #loss = new BinaryCrossentropy();
  readonly #model: tf.LayersModel;
  readonly #positive: number;
  readonly #negative: number;
  /** For dropout. Replicas draw different masks, but the same orders of rows. */
  readonly #masks: Random;
  optimizer: Adam;

  constructor(
    readonly train: Table,
    readonly options: ClassifierOptions,
    readonly random: Random,
  ) {
    this.#masks = options.strategy.numReplicasInSync === 1 ? random : new Random(0);
    this.#model = makeModel(train.width, random, this.#masks);
    this.#positive = positives(train);
    this.#negative = train.count - this.#positive;
    this.optimizer = new Adam(options.learningRate);
  }

  /** Starts a stage from the same weights as the others, but its own bias and a new optimiser. */
  start(initial: StoredTensors, { bias }: Stage): void {
    const last = {
      shape: [1],
      data: Float32Array.of(bias ? initialBias(this.#positive, this.#negative) : 0),
    };
    this.setWeights([...initial.slice(0, -1), last]);
    this.optimizer.dispose();
    this.optimizer = new Adam(this.options.learningRate);
    this.#model.compile({ optimizer: this.optimizer, loss: this.#loss });
  }

  /** @returns the training loss of the epoch. */
  async fitEpoch({ weighted, oversampled }: Stage): Promise<number> {
    const { strategy } = this.options;
    if (this.#masks !== this.random)
      this.#masks.state = new Random(this.random.seed() ^ strategy.replicaIdInSyncGroup).state;
    const rows = pickRows(
      this.train,
      oversampled ? this.#balancedRows() : this.random.permutation(this.train.count),
    );
    const [x, y] = toTensors(rows);
    const { history } = await fit(this.#model, x, y, {
      strategy,
      batchSize: this.options.batchSize,
      // The rows are shuffled already, by a generator that checkpoints save.
      shuffle: false,
      ...(weighted && { classWeight: classWeights(this.#positive, this.#negative) }),
    });
    tf.dispose([x, y]);
    return history["loss"]![0]!;
  }

  /** As many positive as negative rows, drawn with replacement. */
  #balancedRows(): Uint32Array {
    const byLabel = [0, 1].map((label) =>
      Array.from(this.train.labels.keys()).filter((i) => this.train.labels[i] === label),
    );
    return Uint32Array.from({ length: oversampledSteps * this.options.batchSize }, (_, i) => {
      const rows = byLabel[i % 2]!;
      return rows[this.random.integerBelow(rows.length)]!;
    });
  }

  /** The probability of the positive class for each row, and their loss. */
  async evaluate(table: Table): Promise<{ scores: Float32Array; loss: number }> {
    const [x, y] = toTensors(table);
    const probabilities = tf.tidy(() => this.#model.predict(x) as tf.Tensor);
    const { loss } = await readScalars(() => ({ loss: this.#loss(y, probabilities) }));
    const scores = Float32Array.from(await probabilities.data());
    tf.dispose([x, y, probabilities]);
    return { scores, loss };
  }

  weights(): Promise<StoredTensors> {
    return storeTensors(this.#model.getWeights());
  }

  setWeights(weights: StoredTensors): void {
    tf.tidy(() => this.#model.setWeights(restoreTensors(weights)));
  }
}

function toTensors({ features, labels, count, width }: Table): [tf.Tensor2D, tf.Tensor2D] {
  return [
    tf.tensor2d(features, [count, width]),
    tf.tensor2d(Float32Array.from(labels), [count, 1]),
  ];
}
