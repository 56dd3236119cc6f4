// The callbacks of TensorFlow.js's `fit`: objects of functions, and instances of `tf.Callback`.
// Every replica calls its own.

import { nextFrame } from "@tensorflow/tfjs-core";
import { refuse, show } from "binary-crossentropy/internal";
import type { LayersModel } from "binary-crossentropy/tfjs/internal";
import type { Logs } from "../state/epoch-logs.js";

/** A callback, as `tf.CustomCallbackArgs`. Epochs and batches count from 0. */
export interface Callbacks {
  readonly onTrainBegin?: ((logs?: Logs) => void | Promise<void>) | undefined;
  readonly onTrainEnd?: ((logs?: Logs) => void | Promise<void>) | undefined;
  readonly onEpochBegin?: ((epoch: number, logs?: Logs) => void | Promise<void>) | undefined;
  readonly onEpochEnd?: ((epoch: number, logs?: Logs) => void | Promise<void>) | undefined;
  readonly onBatchBegin?: ((batch: number, logs?: Logs) => void | Promise<void>) | undefined;
  readonly onBatchEnd?: ((batch: number, logs?: Logs) => void | Promise<void>) | undefined;
  /**
   * The state that the callback keeps from one call to the next. A checkpoint saves it as JSON
   * carries it, infinities and NaN included.
   */
  readonly getState?: (() => unknown) | undefined;
  /** Takes the state back, after `onTrainBegin` of a resumed training. */
  readonly setState?: ((state: never) => void) | undefined;
}

/** An instance of `tf.Callback`. */
export interface CallbackInstance {
  setParams(params: never): void;
  setModel(model: never): void;
}

export type CallbackArgument =
  | Callbacks
  | CallbackInstance
  | readonly (Callbacks | CallbackInstance)[];

type Event = Exclude<keyof Callbacks, "getState" | "setState">;

/** Other work of the process gets its turn at least this often. */
const patience = 125; // ms

export class CallbackList {
  readonly #callbacks: readonly (Callbacks & Partial<CallbackInstance>)[];
  #yielded = performance.now();

  /** @throws ValueError for a value that is not a callback. */
  constructor(owner: string, callbacks: unknown) {
    const list = Array.isArray(callbacks) ? callbacks : [callbacks ?? {}];
    const bad = list.find((callback) => typeof callback !== "object" || callback === null);
    if (bad !== undefined)
      refuse(
        owner,
        "callbacks",
        "be an object of functions, a tf.Callback, or an array of them",
        show(bad),
      );
    for (const { getState, setState } of list as Callbacks[]) {
      if (typeof getState === typeof setState) continue;
      const [one, other] = getState ? ["getState", "setState"] : ["setState", "getState"];
      refuse(
        owner,
        "callbacks",
        "have getState and setState or neither",
        `one with ${one} and without ${other}`,
      );
    }
    this.#callbacks = list;
  }

  /** Tells instances of `tf.Callback` their model and training. */
  introduce(model: LayersModel, params: object): void {
    for (const callback of this.#callbacks) {
      callback.setParams?.(params as never);
      callback.setModel?.(model as never);
    }
  }

  /** The states of the callbacks that have one, in order. */
  states(): unknown[] {
    return this.#callbacks.flatMap((callback) => {
      if (callback.getState) return [callback.getState() ?? null];
      return isEarlyStopping(callback)
        ? [{ wait: callback.wait, best: callback.best, stoppedEpoch: callback.stoppedEpoch }]
        : [];
    });
  }

  /**
   * Gives callbacks the states of {@link states} back. @throws ValueError for the states of other
   * callbacks.
   */
  restore(owner: string, states: readonly unknown[]): void {
    const stateful = this.#callbacks.filter(
      (callback) => callback.setState || isEarlyStopping(callback),
    );
    if (stateful.length !== states.length) {
      const remedy = "Pass the callbacks that it was written with, or remove it to start anew.";
      const count = (of: readonly unknown[]) =>
        `${of.length} callback${of.length === 1 ? "" : "s"} with a state`;
      refuse(
        owner,
        "checkpoint",
        `be of this training, which has ${count(stateful)}`,
        count(states),
        remedy,
      );
    }
    stateful.forEach((callback, i) => {
      if (callback.setState) callback.setState(states[i] as never);
      else Object.assign(callback, states[i]);
    });
  }

  /** Calls the callbacks one after the other, and waits for each. */
  async call(event: Event, ...args: [logs?: Logs] | [index: number, logs?: Logs]): Promise<void> {
    for (const callback of this.#callbacks)
      await (callback[event] as ((...args: unknown[]) => void | Promise<void>) | undefined)?.call(
        callback,
        ...args,
      );
  }

  /** Lets timers, signals and the page have their turn, when it is time. */
  async rest(): Promise<void> {
    if (performance.now() - this.#yielded < patience) return;
    await nextFrame();
    this.#yielded = performance.now();
  }
}

/**
 * Whether it is what `tf.callbacks.earlyStopping` returns, once a training has begun. It has no
 * methods for its state.
 */
function isEarlyStopping(
  callback: object,
): callback is { wait: number; best: number; stoppedEpoch: number } {
  return ["wait", "best", "stoppedEpoch"].every(
    (field) => typeof (callback as Record<string, unknown>)[field] === "number",
  );
}

declare const performance: { now(): number };
