// The epochs and steps of a training under a strategy, with its callbacks, validation and
// checkpoints.

import type { LayersModel } from "binary-crossentropy/tfjs/internal";
import { checksumOf, expectSameWeights } from "../describe/checksums.js";
import type { GlobalBatch } from "../rows/batch-schedule.js";
import { loadCheckpoint, saveCheckpoint } from "../state/checkpoint.js";
import { type History, type Logs, meansOf, toLogs } from "../state/epoch-logs.js";
import { Progress } from "../state/progress.js";
import {
  broadcastState,
  type Restored,
  restoreOptions,
  restoreState,
  saveState,
} from "../state/training-state.js";
import { CallbackList } from "./callbacks.js";
import { evaluateRows } from "./evaluate.js";
import type { FitSettings } from "./fit-options.js";
import { callbackParams, type LoopData } from "./loop-data.js";
import { TrainingStep } from "./training-step.js";

const owner = "fit";

export class TrainingLoop {
  readonly #model: LayersModel;
  readonly #settings: FitSettings;
  readonly #data: LoopData;
  readonly #names: readonly string[];
  readonly #callbacks: CallbackList;
  readonly #step: TrainingStep;
  readonly #progress: Progress;
  /** What callbacks and the optimizer get back once the callbacks have begun. */
  #restored: Restored | undefined;

  constructor(model: LayersModel, settings: FitSettings, data: LoopData) {
    this.#model = model;
    this.#settings = settings;
    this.#data = data;
    this.#names = model.getDedupedMetricsNames();
    this.#callbacks = new CallbackList(owner, settings.callbacks);
    this.#step = new TrainingStep(owner, settings.strategy, model);
    this.#progress = new Progress(settings.initialEpoch);
  }

  async run(): Promise<History> {
    const progress = this.#progress;
    await this.#start();
    this.#model.history = progress.history;
    this.#model.stopTraining = progress.isStopped;
    const params = callbackParams(this.#settings, this.#data, this.#names);
    this.#callbacks.introduce(this.#model, params);
    await this.#callbacks.call("onTrainBegin", {});
    // In the middle of an epoch, callbacks get their states back once they have seen its begin.
    if (progress.step === 0 || progress.isStopped) this.#giveBack();
    while (progress.epoch < this.#settings.epochs && !progress.isStopped) await this.#runEpoch();
    await this.#callbacks.call("onTrainEnd", {});
    return progress.history;
  }

  /**
   * Starts every replica with the checkpoint, if there is one, or else with the state of replica 0.
   */
  async #start(): Promise<void> {
    const { strategy, checkpoint } = this.#settings;
    const { lines } = this.#data;
    const saved = checkpoint && (await loadCheckpoint(owner, strategy, checkpoint));
    if (saved !== undefined) {
      this.#restored = await restoreState(owner, this.#model, lines, saved, "checkpoint");
      this.#progress.takeUp(this.#restored.progress);
      this.#sayWhere();
    } else if (strategy.numReplicasInSync > 1) {
      await broadcastState(owner, strategy, this.#model, lines, "replica 0");
    }
  }

  #sayWhere(): void {
    const { epoch, step, isStopped } = this.#progress;
    const steps = step > 0 ? ` and ${step} steps` : "";
    const where = `after ${epoch} of ${this.#settings.epochs} epochs${steps}`;
    this.#say(
      isStopped
        ? `The training of the checkpoint was stopped ${where}`
        : `Goes on from the checkpoint, ${where}`,
    );
  }

  /**
   * Gives back the callbacks' states and the optimizer's options, whatever the callbacks have made
   * of them since.
   */
  #giveBack(): void {
    if (!this.#restored) return;
    const { callbacks } = this.#restored.progress;
    // If there are more replicas now, new ones take the states of the last replica: the first may
    // draw or print.
    const replica = Math.min(this.#settings.strategy.replicaIdInSyncGroup, callbacks.length - 1);
    this.#callbacks.restore(owner, callbacks[replica] ?? []);
    restoreOptions(this.#model, this.#restored);
    this.#restored = undefined;
  }

  async #runEpoch(): Promise<void> {
    const progress = this.#progress;
    const { steps } = this.#data.batches;
    await this.#callbacks.call("onEpochBegin", progress.epoch, {});
    this.#giveBack();
    for (const batch of this.#data.batches.epoch(progress.epoch, progress.step)) {
      if (!(await this.#runStep(batch))) break;
      if (progress.step % this.#settings.checkpointEvery === 0 && progress.step < steps)
        await this.#checkpoint();
    }
    progress.isStopped = progress.step < steps;
    const logs = {
      ...toLogs(this.#names, meansOf(progress.sums)),
      ...(progress.isStopped ? {} : await this.#validate()),
    };
    this.#print(logs);
    await this.#callbacks.call("onEpochEnd", progress.epoch, logs);
    progress.history.add(progress.epoch, logs);
    if (!progress.isStopped) {
      progress.endEpoch();
      progress.isStopped = await this.#compareWeights();
    }
    await this.#checkpoint();
  }

  /** @returns Whether the step was made: not where a replica had asked to stop. */
  async #runStep({ rows, size }: GlobalBatch): Promise<boolean> {
    const { epoch, step: batch } = this.#progress;
    await this.#callbacks.call("onBatchBegin", batch, { batch, size });
    const data = this.#data.rows.pick(rows);
    const where = `step ${batch + 1} of epoch ${epoch + 1}`;
    let values: number[] | undefined;
    try {
      values = await this.#step.run({ data, rows: rows.length, globalRows: size }, where);
    } finally {
      for (const column of data) column?.dispose();
    }
    if (values === undefined) return false;
    this.#progress.addStep(values, size);
    const logs = { batch, size, ...toLogs(this.#names, values) };
    await this.#callbacks.call("onBatchEnd", batch, logs);
    await this.#callbacks.rest();
    return true;
  }

  /**
   * Compares the weights of all replicas, at the end of an epoch.
   *
   * @returns Whether one of the replicas has been asked to stop.
   */
  async #compareWeights(): Promise<boolean> {
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
    const callbacks = strategy.gather(this.#callbacks.states(), "the states of callbacks");
    await saveCheckpoint(owner, strategy, checkpoint, () =>
      saveState(owner, this.#model, this.#data.lines, this.#progress.toSaved(callbacks)),
    );
  }

  #print(logs: Logs): void {
    const values = Object.entries(logs).map(([name, value]) => `${name}: ${value.toPrecision(4)}`);
    this.#say(`Epoch ${this.#progress.epoch + 1}/${this.#settings.epochs} - ${values.join(" - ")}`);
  }

  /** Prints a line on replica 0, if `verbose` asks for it. */
  #say(line: string): void {
    const { strategy, verbose } = this.#settings;
    if (verbose && strategy.replicaIdInSyncGroup === 0) console.log(line);
  }
}

declare const console: { log(line: string): void };
