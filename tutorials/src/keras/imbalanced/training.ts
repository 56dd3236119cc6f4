// Trains the stages one after the other, one epoch per step, and keeps the weights of each that
// ranked the validation rows best.

import { fingerprint } from "../data/fingerprint.js";
import type { Parts } from "../data/table.js";
import { averagePrecision, rank } from "../measures/ranking.js";
import { Random, type RandomState } from "../random.js";
import type { Snapshot, StoredTensors } from "../training/snapshot.js";
import type { Configuration, Picture, Readings, Training } from "../tutorial.js";
import { Classifier, type ClassifierOptions } from "./classifier.js";
import { picturesOf } from "./pictures.js";
import type { EpochEntry, Result } from "./results.js";
import { type Lengths, makeStages, type Stage } from "./stages.js";
import { summaryOf } from "./summary.js";

export interface Options extends Lengths, ClassifierOptions {
  readonly seed: number;
}

interface SavedNumbers {
  readonly stage: number;
  readonly epoch: number;
  readonly best: Best;
  readonly updates: number;
  readonly random: RandomState;
  readonly history: readonly EpochEntry[];
}

interface Best {
  readonly epoch: number;
  readonly averagePrecision: number;
}

const none: Best = { epoch: 0, averagePrecision: -1 };

export class ImbalancedTraining implements Training {
  readonly unit = "epoch";
  readonly stages: readonly Stage[];
  readonly configuration: Configuration;
  history: EpochEntry[] = [];
  readonly #random: Random;
  readonly #classifier: Classifier;
  #stage = 0;
  #epoch = 0;
  #best = none;
  #initial: StoredTensors = [];
  /** The best weights of each stage so far. */
  #bestWeights: StoredTensors[] = [];

  constructor(
    readonly parts: Parts,
    options: Options,
  ) {
    const { epochs: _, strategy: __, ...fixed } = options;
    this.configuration = { ...fixed, data: fingerprint(parts.train.features, parts.train.labels) };
    this.stages = makeStages(options);
    this.#random = new Random(options.seed);
    this.#classifier = new Classifier(parts.train, options, this.#random);
  }

  get total(): number {
    return this.stages.reduce((sum, { epochs }) => sum + epochs, 0);
  }

  /** Counts stages that ended early in full. */
  get done(): number {
    return (
      this.stages.slice(0, this.#stage).reduce((sum, { epochs }) => sum + epochs, 0) + this.#epoch
    );
  }

  async advance(): Promise<Readings> {
    const stage = this.stages[this.#stage]!;
    if (this.#epoch === 0) await this.#begin(stage);
    const loss = await this.#classifier.fitEpoch(stage);
    this.#epoch += 1;
    const { validationLoss, averagePrecision } = await this.#observe(stage, loss);
    if (averagePrecision > this.#best.averagePrecision) {
      this.#best = { epoch: this.#epoch, averagePrecision };
      this.#bestWeights[this.#stage] = await this.#classifier.weights();
    }
    if (this.#epoch >= stage.epochs || this.#epoch - this.#best.epoch >= stage.patience)
      this.#end();
    return {
      [`${stage.name}: loss`]: loss,
      "validation loss": validationLoss,
      "average precision": averagePrecision,
    };
  }

  async #begin(stage: Stage): Promise<void> {
    if (this.#initial.length === 0) this.#initial = await this.#classifier.weights();
    this.#classifier.start(this.#initial, stage);
    await this.#observe(stage, (await this.#classifier.evaluate(this.parts.train)).loss);
  }

  async #observe({ name }: Stage, loss: number): Promise<EpochEntry> {
    const { validation } = this.parts;
    const { scores, loss: validationLoss } = await this.#classifier.evaluate(validation);
    const precision = averagePrecision(rank(scores, validation.labels));
    const entry = {
      stage: name,
      epoch: this.#epoch,
      loss,
      validationLoss,
      averagePrecision: precision,
    };
    this.history.push(entry);
    return entry;
  }

  #end(): void {
    this.#stage += 1;
    this.#epoch = 0;
    this.#best = none;
  }

  async save(): Promise<Snapshot> {
    const numbers: SavedNumbers = {
      stage: this.#stage,
      epoch: this.#epoch,
      best: this.#best,
      updates: this.#classifier.optimizer.updates,
      random: this.#random.state,
      history: this.history,
    };
    const best = Object.fromEntries(this.#bestWeights.map((weights, i) => [`best/${i}`, weights]));
    const [weights, adam] = [
      await this.#classifier.weights(),
      await this.#classifier.optimizer.save(),
    ];
    return { numbers, tensors: { weights, adam, initial: this.#initial, ...best } };
  }

  restore({ numbers, tensors }: Snapshot): void {
    const { stage, epoch, best, updates, random, history } = numbers as SavedNumbers;
    this.#initial = tensors["initial"] ?? [];
    if (epoch > 0) this.#classifier.start(this.#initial, this.stages[stage]!);
    this.#classifier.setWeights(tensors["weights"]!);
    this.#classifier.optimizer.restore(updates, tensors["adam"] ?? []);
    [this.#stage, this.#epoch, this.#best, this.#random.state, this.history] = [
      stage,
      epoch,
      best,
      random,
      [...history],
    ];
    this.#bestWeights = this.stages.flatMap((_, i) =>
      tensors[`best/${i}`] ? [tensors[`best/${i}`]!] : [],
    );
  }

  /** The results of the stages that have begun. Leaves the model as it was. */
  async #results(): Promise<Result[]> {
    const current = await this.#classifier.weights();
    const results: Result[] = [];
    for (const [i, weights] of this.#bestWeights.entries()) {
      this.#classifier.setWeights(weights);
      results.push({
        stage: this.stages[i]!,
        ...(await this.#classifier.evaluate(this.parts.test)),
      });
    }
    this.#classifier.setWeights(current);
    return results;
  }

  async pictures(): Promise<readonly Picture[]> {
    return picturesOf(this.history, await this.#results(), this.parts.test);
  }

  async summary(): Promise<readonly string[]> {
    return summaryOf(this.history, await this.#results(), this.parts);
  }
}
