// A training that goes on from a checkpoint ends as if nothing had happened.

import * as tf from "@tensorflow/tfjs";
import * as distribute from "binary-crossentropy-distribute/tfjs";
import { describe, expect, test } from "vitest";
import { bits, makeModel, memory, options, x, y } from "./training.js";

describe("a training that is stopped or killed", () => {
  const stopping = (more: object = {}) => ({
    ...options,
    epochs: 8,
    validationData: [x, y] as [tf.Tensor, tf.Tensor],
    callbacks: tf.callbacks.earlyStopping({ monitor: "val_loss", minDelta: 0.1, patience: 3 }),
    ...more,
  });

  test("early stopping, then the same again: nothing more is done, and no more epochs either", async () => {
    const store = memory();
    const model = makeModel();
    const { history, epoch } = await distribute.fit(model, x, y, stopping({ checkpoint: store }));
    expect(epoch.length).toBeGreaterThan(2);
    expect(epoch.length).toBeLessThan(8);
    const { length } = store.written;
    for (const epochs of [8, 40]) {
      const again = makeModel();
      const result = await distribute.fit(again, x, y, stopping({ checkpoint: store, epochs }));
      expect(result.history).toEqual(history);
      expect(result.epoch).toEqual(epoch);
      expect(bits(again)).toEqual(bits(model));
      expect(again.stopTraining).toBe(true);
    }
    expect(store.written).toHaveLength(length);
  });

  test("killed after any step, it ends with the same epochs, values and bits", async () => {
    const store = memory();
    const undisturbed = makeModel();
    const { history } = await distribute.fit(
      undisturbed,
      x,
      y,
      stopping({ checkpoint: store, checkpointEvery: 1 }),
    );
    expect(store.written.length).toBeGreaterThan(6);
    for (const from of store.written) {
      const model = makeModel();
      const later = { read: async () => from, write: async () => {} };
      const resumed = await distribute.fit(model, x, y, stopping({ checkpoint: later }));
      expect(resumed.history).toEqual(history);
      expect(bits(model)).toEqual(bits(undisturbed));
    }
  });

  test("stopped in the middle of an epoch it is over, too", async () => {
    const store = memory();
    const model = makeModel();
    const onBatchEnd = (batch: number) => {
      if (batch === 1) model.stopTraining = true;
    };
    const { history } = await distribute.fit(model, x, y, {
      ...options,
      checkpoint: store,
      callbacks: { onBatchEnd },
    });
    const again = makeModel();
    const result = await distribute.fit(again, x, y, { ...options, checkpoint: store });
    expect(result.history).toEqual(history);
    expect(bits(again)).toEqual(bits(model));
  });

  test("callbacks of one's own take their state back, and the learning rate is that of the moment", async () => {
    const slowing = (model: tf.LayersModel) => {
      let [seen, best] = [0, Infinity];
      const optimizer = model.optimizer as unknown as {
        learningRate: number;
        setLearningRate?(rate: number): void;
      };
      const slow = (factor: number) => {
        const rate = optimizer.learningRate * factor;
        if (optimizer.setLearningRate) optimizer.setLearningRate(rate);
        else optimizer.learningRate = rate;
      };
      return {
        // Both would be one step too far if an epoch that goes on began twice.
        onEpochBegin: () => slow(0.9),
        onBatchEnd: (_: number, logs?: distribute.Logs) => {
          seen += 1;
          best = Math.min(best, logs!["loss"]!);
        },
        onEpochEnd: () => slow(seen % 2 ? 0.5 : 0.75),
        getState: () => ({ seen, best }),
        setState: (state: { seen: number; best: number }) => {
          ({ seen, best } = state);
        },
        state: () => [seen, best],
      };
    };
    for (const optimizer of [() => tf.train.adam(0.05), () => tf.train.sgd(0.1)]) {
      const whole = makeModel(undefined, optimizer());
      const store = memory();
      const callbacks = slowing(whole);
      const { history } = await distribute.fit(whole, x, y, {
        ...options,
        epochs: 4,
        checkpoint: store,
        checkpointEvery: 1,
        callbacks,
      });
      for (const from of store.written) {
        const model = makeModel(undefined, optimizer());
        const later = slowing(model);
        const checkpoint = { read: async () => from, write: async () => {} };
        const resumed = await distribute.fit(model, x, y, {
          ...options,
          epochs: 4,
          checkpoint,
          callbacks: later,
        });
        expect(resumed.history).toEqual(history);
        expect(bits(model)).toEqual(bits(whole));
        expect(later.state()).toEqual(callbacks.state());
      }
    }
  });

  test("callbacks with another number of states are refused, and half a pair", async () => {
    const store = memory();
    await distribute.fit(makeModel(), x, y, stopping({ checkpoint: store }));
    await expect(
      distribute.fit(makeModel(), x, y, stopping({ checkpoint: store, callbacks: [] })),
    ).rejects.toThrow(
      "fit: checkpoint must be of this training, which has 0 callbacks with a state, got 1 callback with a state. Pass the callbacks that it was written with, or remove it to start anew.",
    );
    await expect(
      distribute.fit(makeModel(), x, y, { callbacks: { getState: () => 1 } }),
    ).rejects.toThrow(
      "fit: callbacks must have getState and setState or neither, got one with getState and without setState.",
    );
  });
});
