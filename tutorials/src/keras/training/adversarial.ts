// What the trainings of DCGAN, pix2pix and CycleGAN share: a number of steps, models with their
// optimisers, a measure taken at intervals, and a snapshot of it all.

import type * as tf from "@tensorflow/tfjs";
import { Adam } from "../nets/adam.js";
import { restoreTensors, storeTensors } from "../nets/stored-tensors.js";
import type { Random, RandomState } from "../random.js";
import type { Configuration, Picture, Readings, Training } from "../tutorial.js";
import type { Batches, BatchesState } from "./batches.js";
import { History, type HistoryEntry } from "./history.js";
import type { Snapshot } from "./snapshot.js";

export interface Player {
  readonly model: tf.LayersModel;
  readonly optimizer: Adam;
}

/** A player with the optimiser that all three tutorials give to theirs. */
export function playerWith(model: tf.LayersModel, learningRate: number): Player {
  return { model, optimizer: new Adam(learningRate, 0.5) };
}

/** What is particular to one tutorial. */
export interface Game {
  readonly configuration: Configuration;
  readonly players: Readonly<Record<string, Player>>;
  readonly batches: readonly Batches[];
  /** For noise and dropout. */
  readonly random: Random;
  /** Updates every player once, and returns the losses before the update. */
  update(): Promise<Readings>;
  /** Measures the generator on data that it does not learn from. Draws no random numbers. */
  measure(): Promise<Readings>;
  pictures(history: History): Promise<readonly Picture[]>;
  summary(history: History): readonly string[];
}

export interface Schedule {
  readonly steps: number;
  readonly measureEvery: number;
}

/** What all three games are made with. */
export interface GameOptions extends Schedule {
  readonly seed: number;
  readonly batchSize: number;
  /** The fewest channels of a hidden layer; the others have multiples of it. */
  readonly width: number;
  readonly learningRate: number;
}

interface SavedNumbers {
  readonly done: number;
  readonly random: RandomState;
  readonly batches: readonly BatchesState[];
  readonly updates: Readonly<Record<string, number>>;
  readonly history: readonly HistoryEntry[];
}

export class AdversarialTraining implements Training {
  readonly unit = "step";
  readonly total: number;
  readonly configuration: Configuration;
  done = 0;
  readonly history = new History();

  constructor(
    readonly game: Game,
    readonly schedule: Schedule,
  ) {
    this.total = schedule.steps;
    this.configuration = game.configuration;
  }

  async advance(): Promise<Readings> {
    if (this.done === 0) this.history.add(0, await this.game.measure());
    const losses = await this.game.update();
    this.done += 1;
    const due = this.done % this.schedule.measureEvery === 0 || this.done === this.total;
    const readings = due ? { ...losses, ...(await this.game.measure()) } : losses;
    this.history.add(this.done, readings);
    return readings;
  }

  async save(): Promise<Snapshot> {
    const players = Object.entries(this.game.players);
    const tensors = players.map(async ([name, { model, optimizer }]) => [
      [name, await storeTensors(model.getWeights())],
      [`${name}/adam`, await optimizer.save()],
    ]);
    const numbers: SavedNumbers = {
      done: this.done,
      random: this.game.random.state,
      batches: this.game.batches.map(({ state }) => state),
      updates: Object.fromEntries(
        players.map(([name, { optimizer }]) => [name, optimizer.updates]),
      ),
      history: this.history.entries,
    };
    return { numbers, tensors: Object.fromEntries((await Promise.all(tensors)).flat()) };
  }

  restore({ numbers, tensors }: Snapshot): void {
    const { done, random, batches, updates, history } = numbers as SavedNumbers;
    for (const [name, { model, optimizer }] of Object.entries(this.game.players)) {
      const weights = restoreTensors(tensors[name]!);
      model.setWeights(weights);
      for (const weight of weights) weight.dispose();
      optimizer.restore(updates[name]!, tensors[`${name}/adam`] ?? []);
    }
    this.done = done;
    this.game.random.state = random;
    for (const [i, state] of batches.entries()) this.game.batches[i]!.state = state;
    this.history.entries = [...history];
  }

  pictures(): Promise<readonly Picture[]> {
    return this.game.pictures(this.history);
  }

  async summary(): Promise<readonly string[]> {
    return this.game.summary(this.history);
  }
}
