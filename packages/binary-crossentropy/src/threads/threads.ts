// A running pool as its owner sees it: the asynchronous calls, what it counts, and how it is
// stopped.

import { setExecutor } from "../ambient.js";
import { refuse, show } from "../errors.js";
import { isLoss, type LossResult } from "../loss/base-loss.js";
import { configuredOf, type ElementwiseLoss } from "../loss/elementwise-loss.js";
import type { Reduction } from "../semantics/reduction.js";
import { hessian, reduce, type Steps, valueAndGrad } from "../sweep/steps.js";
import {
  type CallOptions,
  type GradOptions,
  readGradOptions,
  readMask,
} from "../task/call-options.js";
import { checkReduction } from "../task/check-reduction.js";
import type { Configured } from "../task/configured.js";
import { prepareDerivative } from "../task/output.js";
import { prepare } from "../task/prepare.js";
import type { Task } from "../task/task.js";
import type { NdArray, TensorLike } from "../types.js";
import type { Pool } from "./pool.js";
import type { Sharing } from "./share.js";
import { sharedZeros } from "./shared-zeros.js";

/**
 * A running pool of threads, made by {@link startThreads}. While it runs, synchronous calls use it
 * automatically. Its own methods are the same calls, answered by the workers while the calling
 * thread goes on.
 *
 * Arguments of an asynchronous call must not be changed before its promise resolves. Several calls
 * are answered in turn.
 */
export class Threads {
  readonly #pool: Pool;
  readonly #sharing: Sharing;
  readonly #release: () => void;
  #last: Promise<unknown> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  /** @internal */
  constructor(pool: Pool, sharing: Sharing, release: () => void) {
    this.#pool = pool;
    this.#sharing = sharing;
    this.#release = release;
  }

  /** Number of threads that compute when all is well, including the calling thread. */
  get count(): number {
    return this.#pool.count;
  }

  /** Number of workers that died or stopped answering. */
  get lost(): number {
    return this.#pool.lost;
  }

  /**
   * Number of passes over the data that workers took part in. A call takes one pass, and some
   * reductions take two.
   */
  get passes(): number {
    return this.#sharing.passes;
  }

  /**
   * The loss, as a call of `bce` gives it.
   *
   * @param bce The loss.
   * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`, or a number: that label
   * everywhere.
   * @param yPred Probabilities, or logits with `fromLogits`, of the same shape.
   * @param sampleWeight As in a call.
   * @param options The mask.
   * @returns A promise of the value, in nats. It is rejected with what the call would throw.
   */
  async evaluate<R extends Reduction>(
    bce: ElementwiseLoss<R>,
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
    options?: CallOptions,
  ): Promise<LossResult<R>> {
    const owner = "threads.evaluate";
    const configured = this.#configured(owner, bce);
    const mask = readMask(owner, options);
    const { task } = prepare(owner, configured, { yTrue, yPred, sampleWeight, mask }, true);
    return (await this.#run(owner, task, reduce(task, bce.reduction))) as LossResult<R>;
  }

  /**
   * The loss and its gradient, as `bce.valueAndGrad` gives them.
   *
   * @param options The mask, and an array to write the gradient to. Without one it is written to a
   * new shared array.
   * @returns A promise of the value, in nats, and of the gradient, shaped like `yPred`.
   */
  async valueAndGrad<R extends Reduction>(
    bce: ElementwiseLoss<R>,
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
    options?: GradOptions,
  ): Promise<{ value: LossResult<R>; grad: NdArray }> {
    const owner = "threads.valueAndGrad";
    const configured = this.#configured(owner, bce);
    const { mask, out: given } = readGradOptions(owner, options);
    const args = { yTrue, yPred, sampleWeight, mask };
    const { task, out, data } = prepareDerivative(owner, configured, args, given, sharedZeros);
    return {
      value: (await this.#run(
        owner,
        task,
        valueAndGrad(task, bce.reduction, data),
      )) as LossResult<R>,
      grad: out,
    };
  }

  /**
   * The diagonal of the Hessian, as `bce.hessian` gives it.
   *
   * @param options The mask, and an array to write the result to. Without one it is written to a
   * new shared array.
   * @returns A promise of the second derivatives, shaped like `yPred`.
   */
  async hessian(
    bce: ElementwiseLoss<Reduction>,
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
    options?: GradOptions,
  ): Promise<NdArray> {
    const owner = "threads.hessian";
    const configured = this.#configured(owner, bce);
    const { mask, out: given } = readGradOptions(owner, options);
    const args = { yTrue, yPred, sampleWeight, mask };
    const { task, out, data } = prepareDerivative(owner, configured, args, given, sharedZeros);
    await this.#run(owner, task, hessian(task, bce.reduction, data));
    return out;
  }

  /**
   * Answers the calls that are waiting, ends the workers, and leaves all calls to the calling
   * thread again.
   *
   * @returns A promise that resolves once all that is done, whoever called this first.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    setExecutor(null);
    await this.#last;
    await this.#pool.stop();
    this.#release();
  }

  #configured(owner: string, bce: unknown): Configured {
    const configured = isLoss(bce) ? configuredOf(bce) : undefined;
    if (!configured)
      refuse(
        owner,
        "bce",
        "be an instance of BinaryCrossentropy or BinaryFocalCrossentropy",
        nameOf(bce),
      );
    checkReduction(owner, configured.settings.reduction);
    if (this.#stopped) refuse(owner, "the pool", "be running", "one that was stopped");
    return configured;
  }

  /** Runs the steps of a call after those of the calls before it. */
  #run<Result>(owner: string, task: Task, steps: Steps<Result>): Promise<Result> {
    // Asking for their data reads long lists now: until their turn comes they may have changed.
    for (const source of [task.yTrue, task.yPred, task.weight]) source?.data;
    const result = this.#last.then(async () => {
      let step = steps.next();
      while (!step.done) step = steps.next(await this.#sharing.sweepLater(owner, task, step.value));
      return step.value;
    });
    this.#last = result.catch(() => {});
    return result;
  }
}

/** Names the class of a loss, which would otherwise be shown as a function. */
function nameOf(value: unknown): string {
  return isLoss(value) ? `an instance of ${value.constructor.name}` : show(value);
}
