// One step of training: each replica computes the gradients of its part, one message sums them, and
// every replica updates its weights with the same bits.

import {
  add,
  dispose,
  keep,
  mul,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  tensor,
  tidy,
  variableGrads,
} from "@tensorflow/tfjs-core";
import { type Batch, type LayersModel, trainedVariables } from "binary-crossentropy/tfjs/internal";
import { runBuiltInLoop } from "../../current-strategy.js";
import type { Strategy } from "../../strategy.js";
import { Attempt } from "../messages/failures.js";
import { FusedBuffer } from "../messages/fused-buffer.js";
import { batchLosses } from "./batch-losses.js";
import { LossShares } from "./loss-share.js";
import { MovingWeights } from "./moving-weights.js";

/** This replica's part of a batch, and the number of rows over all replicas. */
export interface StepPart {
  readonly data: Batch;
  readonly rows: number;
  readonly globalRows: number;
}

/** What a replica contributes to the message. */
interface Contribution {
  readonly gradients: NamedTensorMap;
  /** The loss followed by the metrics, as shares of those of the global batch. */
  readonly values: readonly Scalar[];
}

export class TrainingStep {
  readonly #owner: string;
  readonly #strategy: Strategy;
  readonly #model: LayersModel;
  readonly #shares: LossShares;
  readonly #moving: MovingWeights;
  readonly #numbers: number;
  #buffer: FusedBuffer | undefined;

  constructor(owner: string, strategy: Strategy, model: LayersModel) {
    this.#owner = owner;
    this.#strategy = strategy;
    this.#model = model;
    this.#shares = new LossShares(strategy, model);
    this.#moving = new MovingWeights(strategy, model);
    this.#numbers = model.getDedupedMetricsNames().length;
  }

  /**
   * Computes and applies one step. Every replica calls it, those without rows in this batch
   * included.
   *
   * @param where The place in the training, for messages.
   * @returns The loss and the metrics of the global batch; undefined where a replica had asked to
   * stop before it. Nothing has changed then.
   * @throws ValueError on every replica where one met a NaN or an error. The weights are then as
   * before.
   */
  async run(part: StepPart, where: string): Promise<number[] | undefined> {
    const attempt = new Attempt();
    const own =
      attempt.run(() => this.#shares.denominators(part.data, part.rows)) ??
      new Float64Array(this.#shares.count);
    const shares = this.#shares.shares(own, part.globalRows);
    this.#moving.remember();
    const contribution = attempt.run(() => this.#contribute(part, shares));
    const buffer = this.#bufferFor();
    buffer.clear();
    if (this.#model.stopTraining) buffer.askToStop();
    try {
      if (contribution) await attempt.runAsync(() => this.#fill(buffer, contribution, part));
      buffer.allReduce(this.#owner, where, attempt.failure);
      if (buffer.isStopped) this.#moving.restore();
      else this.#apply(buffer);
    } catch (error) {
      this.#moving.restore();
      throw error;
    } finally {
      this.#moving.forget();
      if (contribution) dispose([contribution.gradients, [...contribution.values]]);
    }
    return buffer.isStopped ? undefined : Array.from(buffer.sections.at(-1)!);
  }

  #contribute({ data, rows }: StepPart, shares: readonly number[]): Contribution {
    const penalty = 1 / this.#strategy.numReplicasInSync;
    let metrics: Scalar[] = [];
    const objective = () => {
      const terms = this.#model.calculateLosses().map((loss) => mul(loss, penalty));
      if (rows > 0) {
        const batch = batchLosses(this.#owner, this.#model, data, true);
        this.#shares.checkMasks(this.#owner, batch.isMasked);
        // With one output, its loss is not a metric.
        const ofMetrics = shares.slice(batch.losses.length > 1 ? 0 : 1);
        metrics = batch.metrics.map((metric, i) => keep(mul(metric, ofMetrics[i]!)) as Scalar);
        terms.push(...batch.losses.map((loss, i) => mul(loss, shares[i]!)));
      }
      return terms.reduce((sum, term) => add(sum, term)) as Scalar;
    };
    const isIdle = rows === 0 && tidy(() => this.#model.calculateLosses().length) === 0;
    if (isIdle) return { gradients: {}, values: [] };
    const { value, grads } = runBuiltInLoop(this.#strategy, () =>
      variableGrads(objective, trainedVariables(this.#model)),
    );
    return { gradients: grads, values: [value, ...metrics] };
  }

  /** The message's length is known once the moving weights are found. */
  #bufferFor(): FusedBuffer {
    if (this.#buffer === undefined) {
      const sizes = [...trainedVariables(this.#model), ...this.#moving.find()].map(
        ({ size }) => size,
      );
      this.#buffer = new FusedBuffer(this.#strategy, [...sizes, this.#numbers]);
    }
    return this.#buffer;
  }

  async #fill(
    { sections }: FusedBuffer,
    { gradients, values }: Contribution,
    { rows, globalRows }: StepPart,
  ): Promise<void> {
    const write = async (value: Tensor | undefined, i: number) =>
      value && sections[i]!.set(await value.data());
    const variables = trainedVariables(this.#model);
    await Promise.all(variables.map(({ name }, i) => write(gradients[name], i)));
    const changes = this.#moving.changes(rows / globalRows);
    await Promise.all(changes.map((change, i) => write(change, variables.length + i)));
    dispose(changes);
    const numbers = await Promise.all(values.map((value) => value.data()));
    numbers.forEach((number, i) => {
      sections.at(-1)![i] = number[0]!;
    });
  }

  #apply({ sections }: FusedBuffer): void {
    const variables = trainedVariables(this.#model);
    tidy(() => {
      const summed = variables.map(({ name, shape }, i) => ({
        name,
        tensor: tensor(sections[i]!.slice(), shape, "float32"),
      }));
      this.#model.optimizer.applyGradients(summed);
      this.#moving.apply(sections.slice(variables.length, -1));
    });
  }
}
