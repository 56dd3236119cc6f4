// What a checkpoint is trusted with: that it is whole, of this training, and all that the training
// needs to go on as if nothing had been.

import { anything } from "@binary-crossentropy/test/failure";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import * as distribute from "binary-crossentropy-distribute/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { decode, encode, type NamedArray } from "../../dist/tfjs/safetensors.js";

const x = tf.tensor2d(Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(i)]));
const y = tf.tensor2d(Array.from({ length: 12 }, (_, i) => [i % 3 === 0 ? 1 : 0]));
const options = { batchSize: 4, epochs: 2 };

function makeModel(
  loss: unknown = new BinaryCrossentropy({ fromLogits: true }),
  optimizer: tf.Optimizer = tf.train.adam(0.01),
) {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: "ones" })],
  });
  model.compile({ optimizer, loss: loss as string, metrics: ["acc"] });
  return model;
}

const bits = (model: tf.LayersModel) => model.getWeights().map((weight) => [...weight.dataSync()]);

/** A place for a checkpoint that keeps every one. */
function memory() {
  const written: Uint8Array[] = [];
  return {
    written,
    read: async () => written.at(-1),
    write: async (bytes: Uint8Array) => void written.push(bytes.slice()),
  };
}

/** What it says to go on from these bytes; none of its steps is made. */
async function goOn(bytes: unknown, model = makeModel(), more: object = {}): Promise<string> {
  let steps = 0;
  const checkpoint = { read: async () => anything(bytes), write: async () => {} };
  const callbacks = { onBatchBegin: () => void steps++ };
  try {
    await distribute.fit(model, x, y, { ...options, epochs: 3, checkpoint, callbacks, ...more });
  } catch (error) {
    expect(steps).toBe(0);
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "it went on";
}

let bytes: Uint8Array;
beforeAll(async () => {
  const store = memory();
  await distribute.fit(makeModel(), x, y, { ...options, checkpoint: store });
  bytes = store.written.at(-1)!;
});

describe("a checkpoint that is not whole", () => {
  test("as it was written it is taken", async () => {
    expect(await goOn(bytes)).toBe("it went on");
  });

  test("every bit that flips is found: in the length, the header, its padding, the checksum and the numbers", () => {
    const flipped = bytes.slice();
    const accepted: string[] = [];
    for (let i = 0; i < flipped.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        flipped[i]! ^= 1 << bit;
        try {
          decode(flipped);
          accepted.push(`bit ${bit} of byte ${i}`);
        } catch (error) {
          expect(error).not.toBeInstanceOf(TypeError);
        }
        flipped[i]! ^= 1 << bit;
      }
    }
    expect(accepted).toEqual([]);
  });

  test("a training refuses it with a sentence, and keeps its weights", async () => {
    const model = makeModel();
    const before = bits(model);
    for (let i = 0; i < bytes.length; i += 1 + (bytes.length >> 7)) {
      const flipped = bytes.slice();
      flipped[i]! ^= 1 << (i % 8);
      expect(await goOn(flipped, model)).toMatch(
        /^ValueError: fit: checkpoint must be (whole|a checkpoint that this package wrote), got a/,
      );
    }
    expect(bits(model)).toEqual(before);
  });

  test("nor is one that lost or gained bytes", async () => {
    for (const length of [0, 1, 8, 43, 44, 200, bytes.length - 4]) {
      expect(await goOn(bytes.slice(0, length))).toMatch(
        /^ValueError: fit: checkpoint must be whole, got a damaged one: /,
      );
    }
    expect(await goOn(Uint8Array.of(...bytes, 0))).toBe(
      "ValueError: fit: checkpoint must be whole, got a damaged one: its checksum does not fit. Remove it to start anew.",
    );
  });
});

describe("a file of another kind", () => {
  const another =
    "ValueError: fit: checkpoint must be a checkpoint that this package wrote, got a file of another kind. Give the path of another file.";
  const encoded = (text: string) => new TextEncoder().encode(text);
  const header = JSON.stringify({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4] } });
  const files: [string, Uint8Array, string][] = [
    [
      "JSON",
      encoded(JSON.stringify({ weights: Array.from({ length: 20 }, (_, i) => i) })),
      another,
    ],
    ["random bytes", Uint8Array.from({ length: 500 }, (_, i) => (i * 2654435761) >>> 13), another],
    [
      "safetensors of another program",
      Uint8Array.of(header.length, 0, 0, 0, 0, 0, 0, 0, ...encoded(header), 0, 0, 128, 63),
      another,
    ],
    [
      "nothing",
      new Uint8Array(),
      "ValueError: fit: checkpoint must be whole, got a damaged one: it has 0 bytes. Remove it to start anew.",
    ],
  ];
  test.each(files)("%s", async (_, file, message) => expect(await goOn(file)).toBe(message));

  test("what a store of one's own gives in place of bytes", async () => {
    expect(await goOn("text")).toBe(
      'ValueError: fit: checkpoint must be readable, got an error on replica 0: read() gave "text" in place of a Uint8Array.',
    );
  });
});

describe("a whole checkpoint of other arrays", () => {
  const remedy = "Use another one, or remove it to start anew.";
  const of = (change: (arrays: NamedArray[]) => NamedArray[]) => {
    const { text, arrays } = decode(bytes);
    return encode({ text, arrays: change([...arrays]) });
  };
  const changes: [string, (arrays: NamedArray[]) => NamedArray[], string][] = [
    [
      "one is missing",
      (arrays) => arrays.slice(1),
      "which has weights/0 F32 [2, 1], got weights/1 F32 [1]",
    ],
    [
      "two changed places",
      ([a, b, ...rest]) => [b!, a!, ...rest],
      "which has weights/0 F32 [2, 1], got weights/1 F32 [1]",
    ],
    [
      "another shape",
      ([a, ...rest]) => [{ ...a!, shape: [1, 2] }, ...rest],
      "which has weights/0 F32 [2, 1], got weights/0 F32 [1, 2]",
    ],
    [
      "another kind",
      ([a, ...rest]) => [{ ...a!, data: new Int32Array(2) }, ...rest],
      "which has weights/0 F32 [2, 1], got weights/0 I32 [2, 1]",
    ],
    [
      "a moment is missing",
      (arrays) => arrays.slice(0, -1),
      "which has accBeta2 F32 [], got nothing more",
    ],
    [
      "one too many",
      (arrays) => [...arrays, { ...arrays.at(-1)!, name: "optimizer/another" }],
      "which has nothing more, got another F32 []",
    ],
  ];
  test.each(changes)("%s", async (_, change, expected) => {
    expect(await goOn(of(change))).toBe(
      `ValueError: fit: checkpoint must be of this training, ${expected}. ${remedy}`,
    );
  });

  test.each(["{", "{}", '{"training":[],"options":{},"progress":{}}', "null"])(
    "the text %s",
    async (text) => {
      expect(await goOn(encode({ text, arrays: decode(bytes).arrays }))).toBe(
        "ValueError: fit: checkpoint must have the form of this version, got another one. Remove it to start anew.",
      );
    },
  );
});

describe("a checkpoint of another training names the first difference", () => {
  const got = (wanted: string, saved: string) =>
    `ValueError: fit: checkpoint must be of this training, which has ${wanted}, got ${saved}. Use another one, or remove it to start anew.`;
  const withMetrics = (metrics: string[]) => {
    const model = makeModel();
    model.compile({
      optimizer: tf.train.adam(0.01),
      loss: new BinaryCrossentropy({ fromLogits: true }),
      metrics,
    });
    return model;
  };
  const config = (more = "") =>
    `{"reduction":"auto","from_logits":true,"label_smoothing":0,"axis":-1${more}}`;
  const others: [string, () => Promise<string>, string | RegExp][] = [
    [
      "the reduction",
      () => goOn(bytes, makeModel(new BinaryCrossentropy({ fromLogits: true, reduction: "sum" }))),
      got(
        `loss of output 0: BinaryCrossentropy ${config().replace("auto", "sum")}`,
        `loss of output 0: BinaryCrossentropy ${config()}`,
      ),
    ],
    [
      "the smoothing",
      () =>
        goOn(bytes, makeModel(new BinaryCrossentropy({ fromLogits: true, labelSmoothing: 0.1 }))),
      /which has loss of output 0: .*"label_smoothing":0\.1,.*, got loss of output 0: .*"label_smoothing":0,/,
    ],
    [
      "TensorFlow.js's own loss",
      () => goOn(bytes, makeModel("meanSquaredError")),
      got("loss of output 0: meanSquaredError", `loss of output 0: BinaryCrossentropy ${config()}`),
    ],
    [
      "a function as loss",
      () =>
        goOn(
          bytes,
          makeModel((t: tf.Tensor, p: tf.Tensor) => tf.losses.meanSquaredError(t, p, undefined, 0)),
        ),
      /which has loss of output 0: a function, whose source has the checksum \w{8}, got loss of output 0: BinaryCrossentropy /,
    ],
    [
      "a metric",
      () => goOn(bytes, withMetrics(["mse"])),
      got("metric mse of output 0: mse", "metric acc of output 0: acc"),
    ],
    [
      "a metric more",
      () => goOn(bytes, withMetrics(["acc", "mse"])),
      got("metric mse of output 0: mse", "optimizer (Adam)"),
    ],
    [
      "the learning rate",
      () => goOn(bytes, makeModel(undefined, tf.train.adam(0.02))),
      got("optimizer (Adam): learningRate 0.02", "optimizer (Adam): learningRate 0.01"),
    ],
    [
      "class weights",
      () => goOn(bytes, makeModel(), { classWeight: { 0: 1, 1: 2 } }),
      got('class weights: {"0":1,"1":2}', "class weights: none"),
    ],
    [
      "sample weights",
      () => goOn(bytes, makeModel(), { sampleWeight: tf.ones([12]) }),
      got("sample weights: given", "sample weights: none"),
    ],
    [
      "the rows to validate with",
      () => goOn(bytes, makeModel(), { validationSplit: 0.5 }),
      got("validation: a share of 0.5", "validation: none"),
    ],
    [
      "where it begins",
      () => goOn(bytes, makeModel(), { initialEpoch: 1 }),
      got("initialEpoch: 1", "initialEpoch: 0"),
    ],
  ];
  test.each(others)("%s", async (_, run, message) => {
    if (typeof message === "string") expect(await run()).toBe(message);
    else expect(await run()).toMatch(message);
  });

  test("the data, by their checksums", async () => {
    const checkpoint = { read: async () => bytes, write: async () => {} };
    const take = (inputs: tf.Tensor, labels: tf.Tensor) =>
      distribute.fit(makeModel(), inputs, labels, { ...options, checkpoint });
    await expect(take(x.neg(), y)).rejects.toThrow(
      /which has inputs: those with the checksum \w{8}, got inputs: /,
    );
    await expect(take(x, tf.sub(1, y))).rejects.toThrow(
      /which has labels: those with the checksum \w{8}, got labels: /,
    );
    const weighted = memory();
    await distribute.fit(makeModel(), x, y, {
      ...options,
      checkpoint: weighted,
      sampleWeight: tf.ones([12]),
    });
    const others = distribute.fit(makeModel(), x, y, {
      ...options,
      checkpoint: weighted,
      sampleWeight: tf.fill([12], 2),
    });
    await expect(others).rejects.toThrow(
      /which has weights of rows: those with the checksum \w{8}, got weights of rows: /,
    );
  });
});

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
