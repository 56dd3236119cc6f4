// Epochs and steps of a training under a strategy, its callbacks, validation and checkpoints.

import { refuse } from "../../errors.js";
import { CallbackList, type Logs } from "./callbacks.js";
import { loadCheckpoint, saveCheckpoint, shareBytes } from "./checkpoint.js";
import { crc32 } from "./crc32.js";
import { addBatch, type EpochSums, History, meansOf, noSums, toLogs } from "./epoch-logs.js";
import { evaluateRows } from "./evaluate.js";
import type { FitSettings } from "./fit-options.js";
import type { GlobalBatch, GlobalBatches } from "./global-batches.js";
import type { CompiledModel } from "./model.js";
import type { ModelRows } from "./model-rows.js";
import { type Progress, restoreState, saveState } from "./training-state.js";
import { TrainingStep } from "./training-step.js";

const owner = "fit";

export interface LoopData {
  readonly rows: ModelRows;
  readonly validation: ModelRows | undefined;
  readonly batches: GlobalBatches;
  /** What a checkpoint must agree on. */
  readonly run: readonly string[];
}

export class TrainingLoop {
  readonly #model: CompiledModel;
  readonly #settings: FitSettings;
  readonly #data: LoopData;
  readonly #names: readonly string[];
  readonly #callbacks: CallbackList;
  readonly #step: TrainingStep;
  readonly #history = new History();
  #epoch: number;
  /** Steps of the epoch that are done, and their sums. */
  #done = 0;
  #sums: EpochSums = noSums;

  constructor(model: CompiledModel, settings: FitSettings, data: LoopData) {
    this.#model = model;
    this.#settings = settings;
    this.#data = data;
    this.#names = model.getDedupedMetricsNames();
    this.#callbacks = new CallbackList(owner, settings.callbacks);
    this.#step = new TrainingStep(owner, settings.strategy, model);
    this.#epoch = settings.initialEpoch;
  }

  async run(): Promise<History> {
    const { epochs } = this.#settings;
    await this.#start();
    this.#model.history = this.#history;
    this.#model.stopTraining = false;
    this.#callbacks.introduce(this.#model, this.#params());
    await this.#callbacks.call("onTrainBegin", {});
    let isStopped = false;
    while (this.#epoch < epochs && !isStopped) isStopped = await this.#runEpoch();
    await this.#callbacks.call("onTrainEnd", {});
    return this.#history;
  }

  /** Every replica begins with the checkpoint, if there is one, or else with what replica 0 has. */
  async #start(): Promise<void> {
    const { strategy, checkpoint } = this.#settings;
    const saved = checkpoint && (await loadCheckpoint(owner, strategy, checkpoint));
    if (saved !== undefined) {
      this.#takeUp(await restoreState(owner, this.#model, this.#data.run, saved, "checkpoint"));
      this.#say(
        `Goes on from the checkpoint, after ${this.#epoch} of ${this.#settings.epochs} epochs${this.#done > 0 ? ` and ${this.#done} steps` : ""}`,
      );
      return;
    }
    if (strategy.numReplicasInSync === 1) return;
    const isFirst = strategy.replicaIdInSyncGroup === 0;
    const bytes = shareBytes(strategy, isFirst ? await this.#save() : undefined);
    await restoreState(owner, this.#model, this.#data.run, bytes!, "replica 0");
  }

  #takeUp({ epoch, step, sums, history }: Progress): void {
    this.#epoch = epoch;
    this.#done = step;
    this.#sums = sums;
    this.#history.epoch = [...history.epoch];
    this.#history.history = Object.fromEntries(Object.entries(history.history).map(([name, values]) => [name, [...values]]));
  }

  #save(): Promise<Uint8Array> {
    const progress = { epoch: this.#epoch, step: this.#done, sums: this.#sums, history: this.#history };
    return saveState(owner, this.#model, this.#data.run, progress);
  }

  /** @returns whether a callback has asked, on any replica, to stop. */
  async #runEpoch(): Promise<boolean> {
    const { steps } = this.#data.batches;
    await this.#callbacks.call("onEpochBegin", this.#epoch, {});
    for (const batch of this.#data.batches.epoch(this.#epoch, this.#done)) {
      if (!(await this.#runStep(batch))) break;
      if (this.#done % this.#settings.checkpointEvery === 0 && this.#done < steps) await this.#checkpoint();
    }
    const isStopped = this.#done < steps;
    // Whoever goes on from here begins where the epoch was left.
    if (isStopped) await this.#checkpoint();
    const logs = { ...toLogs(this.#names, meansOf(this.#sums)), ...(isStopped ? {} : await this.#validate()) };
    this.#print(logs);
    await this.#callbacks.call("onEpochEnd", this.#epoch, logs);
    this.#history.add(this.#epoch, logs);
    if (isStopped) return true;
    this.#epoch += 1;
    this.#done = 0;
    this.#sums = noSums;
    const isAsked = await this.#meet();
    await this.#checkpoint();
    return isAsked;
  }

  /** @returns whether it was made: not where a replica had asked to stop. */
  async #runStep({ rows, size }: GlobalBatch): Promise<boolean> {
    const batch = this.#done;
    await this.#callbacks.call("onBatchBegin", batch, { batch, size });
    const data = this.#data.rows.pick(rows);
    const where = `step ${batch + 1} of epoch ${this.#epoch + 1}`;
    let values: number[] | undefined;
    try {
      values = await this.#step.run({ data, rows: rows.length, globalRows: size }, where);
    } finally {
      for (const column of data) column?.dispose();
    }
    if (values === undefined) return false;
    this.#sums = addBatch(this.#sums, values, size);
    this.#done += 1;
    await this.#callbacks.call("onBatchEnd", batch, { batch, size, ...toLogs(this.#names, values) });
    await this.#callbacks.rest();
    return true;
  }

  /** Where all replicas compare their weights. @returns whether one of them has been asked to stop. */
  async #meet(): Promise<boolean> {
    const { strategy } = this.#settings;
    if (strategy.numReplicasInSync === 1) return this.#model.stopTraining;
    const digest = await digestOf(this.#model);
    const all = strategy.gather({ digest, stop: this.#model.stopTraining });
    expectSameDigests(all.map((one) => one.digest));
    return all.some(({ stop }) => stop);
  }

  async #validate(): Promise<Logs> {
    const { strategy, batchSize, autoShard } = this.#settings;
    const { validation } = this.#data;
    if (!validation) return {};
    return toLogs(this.#names, await evaluateRows(strategy, this.#model, validation, { batchSize, autoShard }), "val_");
  }

  async #checkpoint(): Promise<void> {
    const { strategy, checkpoint } = this.#settings;
    if (!checkpoint) return;
    const bytes = strategy.replicaIdInSyncGroup === 0 ? await this.#save() : new Uint8Array();
    await saveCheckpoint(owner, strategy, checkpoint, bytes);
  }

  #print(logs: Logs): void {
    const values = Object.entries(logs).map(([name, value]) => `${name}: ${value.toPrecision(4)}`);
    this.#say(`Epoch ${this.#epoch + 1}/${this.#settings.epochs} - ${values.join(" - ")}`);
  }

  /** On one replica, where it is wanted. */
  #say(line: string): void {
    const { strategy, verbose } = this.#settings;
    if (verbose && strategy.replicaIdInSyncGroup === 0) console.log(line);
  }

  #params(): object {
    const { epochs, initialEpoch, batchSize, verbose } = this.#settings;
    const { batches, validation } = this.#data;
    const metrics = validation ? [...this.#names, ...this.#names.map((name) => `val_${name}`)] : this.#names;
    const numbers = { epochs, initialEpoch, batchSize, samples: batches.samples, steps: batches.steps };
    return { ...numbers, verbose: verbose ? 1 : 0, doValidation: validation !== undefined, metrics };
  }
}

/** A number that another would be for weights of other bits. */
async function digestOf({ weights }: CompiledModel): Promise<number> {
  let digest = 0;
  for (const weight of weights) {
    const data = await weight.read().data();
    digest = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), digest);
  }
  return digest;
}

/** They differ only where a layer keeps weights of its own account, or where machines compute with other roundings. */
function expectSameDigests(digests: readonly number[]): void {
  const replica = digests.findIndex((digest) => digest !== digests[0]);
  if (replica >= 0) refuse(owner, "weights", "stay the same on every replica", `others on replica ${replica} than on replica 0`);
}

declare const console: { log(line: string): void };
