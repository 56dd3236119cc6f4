// Epochs and steps of a training under a strategy, its callbacks, validation and checkpoints.

import type { LayersModel } from "../../tfjs/layers/model.js";
import { CallbackList, type Logs } from "./callbacks.js";
import { loadCheckpoint, saveCheckpoint, shareBytes } from "./checkpoint.js";
import { checksumOf, expectSameWeights } from "./checksums.js";
import { addBatch, type EpochSums, History, meansOf, noSums, toLogs } from "./epoch-logs.js";
import { evaluateRows } from "./evaluate.js";
import type { FitSettings } from "./fit-options.js";
import type { GlobalBatch, GlobalBatches } from "./global-batches.js";
import type { ModelRows } from "./model-rows.js";
import { nothingDone } from "./progress.js";
import { parseNumbers, stringifyNumbers } from "./state-text.js";
import { type Restored, restoreOptions, restoreState, saveState } from "./training-state.js";
import { TrainingStep } from "./training-step.js";

const owner = "fit";

export interface LoopData {
  readonly rows: ModelRows;
  readonly validation: ModelRows | undefined;
  readonly batches: GlobalBatches;
  /** What decides the training, in lines: a checkpoint must have the same. */
  readonly lines: readonly string[];
}

export class TrainingLoop {
  readonly #model: LayersModel;
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
  /** Whether a callback has asked, on any replica, to stop: then the training is over. */
  #isStopped = false;
  /** What callbacks and the optimizer must be given back, once the former have begun. */
  #restored: Restored | undefined;

  constructor(model: LayersModel, settings: FitSettings, data: LoopData) {
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
    this.#model.stopTraining = this.#isStopped;
    this.#callbacks.introduce(this.#model, this.#params());
    await this.#callbacks.call("onTrainBegin", {});
    // What is in the middle of an epoch has seen its begin.
    if (this.#done === 0 || this.#isStopped) this.#giveBack();
    while (this.#epoch < epochs && !this.#isStopped) await this.#runEpoch();
    await this.#callbacks.call("onTrainEnd", {});
    return this.#history;
  }

  /** Every replica begins with the checkpoint, if there is one, or else with what replica 0 has. */
  async #start(): Promise<void> {
    const { strategy, checkpoint } = this.#settings;
    const saved = checkpoint && (await loadCheckpoint(owner, strategy, checkpoint));
    if (saved !== undefined) {
      this.#takeUp(await restoreState(owner, this.#model, this.#data.lines, saved, "checkpoint"));
      return;
    }
    if (strategy.numReplicasInSync === 1) return;
    const isFirst = strategy.replicaIdInSyncGroup === 0;
    const bytes = shareBytes(
      strategy,
      isFirst ? await saveState(owner, this.#model, this.#data.lines, nothingDone) : undefined,
    );
    await restoreState(owner, this.#model, this.#data.lines, bytes!, "replica 0");
  }

  #takeUp(restored: Restored): void {
    const { epoch, step, isStopped, sums, history } = restored.progress;
    this.#restored = restored;
    this.#epoch = epoch;
    this.#done = step;
    this.#isStopped = isStopped;
    this.#sums = sums;
    this.#history.epoch = [...history.epoch];
    this.#history.history = Object.fromEntries(
      Object.entries(history.history).map(([name, values]) => [name, [...values]]),
    );
    const steps = step > 0 ? ` and ${step} steps` : "";
    const where = `after ${epoch} of ${this.#settings.epochs} epochs${steps}`;
    this.#say(
      isStopped
        ? `The training of the checkpoint was stopped ${where}`
        : `Goes on from the checkpoint, ${where}`,
    );
  }

  /**
   * The callbacks' states and the optimizer's options as they were, whatever the callbacks have
   * made of them since.
   */
  #giveBack(): void {
    if (!this.#restored) return;
    const { callbacks } = this.#restored.progress;
    // Where there are more replicas now, those that are new are like the last one: the first may
    // draw or print.
    const replica = Math.min(this.#settings.strategy.replicaIdInSyncGroup, callbacks.length - 1);
    this.#callbacks.restore(owner, callbacks[replica] ?? []);
    restoreOptions(this.#model, this.#restored);
    this.#restored = undefined;
  }

  async #runEpoch(): Promise<void> {
    const { steps } = this.#data.batches;
    await this.#callbacks.call("onEpochBegin", this.#epoch, {});
    this.#giveBack();
    for (const batch of this.#data.batches.epoch(this.#epoch, this.#done)) {
      if (!(await this.#runStep(batch))) break;
      if (this.#done % this.#settings.checkpointEvery === 0 && this.#done < steps)
        await this.#checkpoint();
    }
    this.#isStopped = this.#done < steps;
    const logs = {
      ...toLogs(this.#names, meansOf(this.#sums)),
      ...(this.#isStopped ? {} : await this.#validate()),
    };
    this.#print(logs);
    await this.#callbacks.call("onEpochEnd", this.#epoch, logs);
    this.#history.add(this.#epoch, logs);
    if (!this.#isStopped) {
      this.#epoch += 1;
      this.#done = 0;
      this.#sums = noSums;
      this.#isStopped = await this.#meet();
    }
    await this.#checkpoint();
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
    await this.#callbacks.call("onBatchEnd", batch, {
      batch,
      size,
      ...toLogs(this.#names, values),
    });
    await this.#callbacks.rest();
    return true;
  }

  /**
   * Where all replicas compare their weights.
   * @returns whether one of them has been asked to stop.
   */
  async #meet(): Promise<boolean> {
    const { strategy } = this.#settings;
    if (strategy.numReplicasInSync === 1) return this.#model.stopTraining;
    const weights = await checksumOf(this.#model.weights.map((weight) => weight.read()));
    const all = strategy.gather({ weights, stop: this.#model.stopTraining }, "the end of an epoch");
    expectSameWeights(
      owner,
      all.map((one) => one.weights),
    );
    return all.some(({ stop }) => stop);
  }

  async #validate(): Promise<Logs> {
    const { strategy, batchSize, autoShard } = this.#settings;
    const { validation } = this.#data;
    if (!validation) return {};
    return toLogs(
      this.#names,
      await evaluateRows(strategy, this.#model, validation, { batchSize, autoShard }),
      "val_",
    );
  }

  async #checkpoint(): Promise<void> {
    const { strategy, checkpoint } = this.#settings;
    if (!checkpoint) return;
    const states = strategy.gather(
      stringifyNumbers(this.#callbacks.states()),
      "the states of callbacks",
    );
    const isFirst = strategy.replicaIdInSyncGroup === 0;
    const bytes = isFirst
      ? await this.#save(states.map((text) => parseNumbers(text) as unknown[]))
      : new Uint8Array();
    await saveCheckpoint(owner, strategy, checkpoint, bytes);
  }

  #save(callbacks: readonly (readonly unknown[])[]): Promise<Uint8Array> {
    const far = {
      epoch: this.#epoch,
      step: this.#done,
      isStopped: this.#isStopped,
      sums: this.#sums,
      history: this.#history,
    };
    return saveState(owner, this.#model, this.#data.lines, { ...far, callbacks });
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
    const metrics = validation
      ? [...this.#names, ...this.#names.map((name) => `val_${name}`)]
      : this.#names;
    const numbers = {
      epochs,
      initialEpoch,
      batchSize,
      samples: batches.samples,
      steps: batches.steps,
    };
    return {
      ...numbers,
      verbose: verbose ? 1 : 0,
      doValidation: validation !== undefined,
      metrics,
    };
  }
}

declare const console: { log(line: string): void };
