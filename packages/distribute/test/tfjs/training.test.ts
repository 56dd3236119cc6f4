// What trainings keep to on one replica, too: orders, callbacks, and going on from a checkpoint
// with every optimizer.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testInTiers } from "@binary-crossentropy/test/tiers";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { Strategy } from "binary-crossentropy-distribute";
import { CheckpointFile } from "binary-crossentropy-distribute/checkpoint";
import * as distribute from "binary-crossentropy-distribute/tfjs";
import { describe, expect, test, vi } from "vitest";
import { makeNetwork, type OptimizerName, rowsOf } from "./network.js";

/** A place for a checkpoint that keeps every one. */
function memory() {
  const written: Uint8Array[] = [];
  return {
    written,
    read: async () => written.at(-1),
    write: async (bytes: Uint8Array) => void written.push(bytes.slice()),
  };
}

test("a model that ends in a sigmoid trains by its logits, as in its own fit", async () => {
  const rows = rowsOf(0, 64);
  const network = () => {
    const dense = tf.layers.dense({ units: 1, inputShape: [30], kernelInitializer: "ones" });
    const sigmoid = tf.layers.activation({ activation: "sigmoid" });
    const model = tf.sequential({ layers: [dense, sigmoid] });
    model.compile({ optimizer: tf.train.sgd(0.1), loss: new BinaryCrossentropy() });
    return model;
  };
  const [own, other] = [network(), network()];
  const options = { batchSize: 16, epochs: 2, shuffle: false };
  const { history } = await distribute.fit(own, ...rows, { ...options, strategy: new Strategy() });
  const expected = await other.fit(...rows, { ...options, verbose: 0 });
  for (const [i, loss] of expected.history["loss"]!.entries())
    expect(history["loss"]![i]).toBeCloseTo(loss as number, 5);
});

describe("going on from a checkpoint", () => {
  const rows = rowsOf(0, 100);
  const options = { strategy: new Strategy(), batchSize: 16, epochs: 3 };
  const bits = (model: tf.LayersModel) =>
    model.getWeights().map((weight) => [...weight.dataSync()]);

  const optimizers: OptimizerName[] = [
    "sgd",
    "momentum",
    "adam",
    "adamax",
    "rmsprop",
    "adagrad",
    "adadelta",
  ];
  testInTiers(
    optimizers.map((name) => [`${name}: from any, bit by bit`, name] as const),
    ["sgd: from any, bit by bit", "adam: from any, bit by bit"],
    async (_, optimizer) => {
      const whole = makeNetwork({ optimizer, batchNormalization: true });
      const store = memory();
      const { history } = await distribute.fit(whole, ...rows, {
        ...options,
        checkpoint: store,
        checkpointEvery: 3,
      });
      expect(store.written).toHaveLength(3 * 3);
      for (const bytes of [store.written[1]!, store.written[2]!, store.written[6]!]) {
        const later = makeNetwork({ optimizer, batchNormalization: true });
        const resumed = await distribute.fit(later, ...rows, {
          ...options,
          checkpoint: { read: async () => bytes, write: async () => {} },
        });
        expect(resumed.history).toEqual(history);
        expect(bits(later)).toEqual(bits(whole));
      }
    },
  );

  test("of a training that is over, nothing is left to do", async () => {
    const store = memory();
    const { history } = await distribute.fit(makeNetwork(), ...rows, {
      ...options,
      checkpoint: store,
    });
    const again = await distribute.fit(makeNetwork(), ...rows, { ...options, checkpoint: store });
    expect(again.history).toEqual(history);
    expect(store.written).toHaveLength(3);
  });

  test("is said, where the epochs are", async () => {
    const print = vi.spyOn(console, "log").mockReturnValue();
    try {
      const store = memory();
      await distribute.fit(makeNetwork(), ...rows, { ...options, epochs: 1, checkpoint: store });
      await distribute.fit(makeNetwork(), ...rows, {
        ...options,
        epochs: 2,
        checkpoint: store,
        verbose: 1,
      });
      const lines = print.mock.calls.map(([line]) => String(line));
      expect(lines).toEqual([
        "Goes on from the checkpoint, after 1 of 2 epochs",
        expect.stringMatching(/^Epoch 2\/2 - loss: /),
      ]);
    } finally {
      print.mockRestore();
    }
  });

  test("in a file, beside which half a checkpoint lies", async () => {
    const folder = mkdtempSync(join(tmpdir(), "binary-crossentropy-"));
    try {
      const checkpoint = new CheckpointFile(join(folder, "deep", "a.safetensors"));
      const { history } = await distribute.fit(makeNetwork(), ...rows, options);
      await distribute.fit(makeNetwork(), ...rows, { ...options, epochs: 2, checkpoint });
      writeFileSync(`${checkpoint.path}.new`, readFileSync(checkpoint.path).subarray(0, 100));
      const resumed = await distribute.fit(makeNetwork(), ...rows, { ...options, checkpoint });
      expect(resumed.history).toEqual(history);
      expect(readdirSync(join(folder, "deep"))).toEqual(["a.safetensors"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("frees what it made", async () => {
    const model = makeNetwork();
    await distribute.fit(model, ...rows, options);
    const before = tf.memory().numTensors;
    await distribute.fit(model, ...rows, {
      ...options,
      validationSplit: 0.2,
      classWeight: { 0: 1, 1: 2 },
    });
    await distribute.evaluate(model, ...rows, { sampleWeight: null });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("orders", () => {
  const rowsIn = (options: object) =>
    [...distribute.globalBatches({ samples: 10, batchSize: 4, ...options })].map(({ rows }) => [
      ...rows,
    ]);

  test("have every row once, and follow from seed and epoch alone", () => {
    const order = rowsIn({ seed: 3, epoch: 1 });
    expect(order.map((rows) => rows.length)).toEqual([4, 4, 2]);
    expect(order.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(rowsIn({ seed: 3, epoch: 1 })).toEqual(order);
    expect(rowsIn({ seed: 3, epoch: 2 })).not.toEqual(order);
    expect(rowsIn({ seed: 4, epoch: 1 })).not.toEqual(order);
    expect(rowsIn({ shuffle: false })).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });

  test("are as often one as another", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const order = [
        ...distribute.globalBatches({ samples: 3, batchSize: 3, seed }),
      ][0]!.rows.join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Five deviations of a binomial count of 6000 draws with p = 1/6.
    for (const count of counts.values())
      expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt((6000 * 5) / 36));
  });
});

describe("callbacks", () => {
  test("are those of TensorFlow.js, in their order", async () => {
    const calls: string[] = [];
    const record = (name: string) => (index?: unknown) =>
      void calls.push(typeof index === "number" ? `${name} ${index}` : name);
    const names = [
      "onTrainBegin",
      "onTrainEnd",
      "onEpochBegin",
      "onEpochEnd",
      "onBatchBegin",
      "onBatchEnd",
    ];
    const callbacks = Object.fromEntries(names.map((name) => [name, record(name)]));
    const { history, epoch } = await distribute.fit(makeNetwork(), ...rowsOf(0, 30), {
      batchSize: 15,
      epochs: 9,
      callbacks: [
        callbacks,
        tf.callbacks.earlyStopping({ monitor: "loss", minDelta: 100, patience: 1 }),
      ],
    });
    const batches = ["onBatchBegin 0", "onBatchEnd 0", "onBatchBegin 1", "onBatchEnd 1"];
    const epochs = [0, 1].flatMap((i) => [`onEpochBegin ${i}`, ...batches, `onEpochEnd ${i}`]);
    expect(calls).toEqual(["onTrainBegin", ...epochs, "onTrainEnd"]);
    expect(epoch).toEqual([0, 1]);
    expect(history["loss"]).toHaveLength(2);
  });
});
