// Class weights that cannot mean what they seem to: for rows of several labels, which have no
// class, and weights that are no numbers. They are refused before anything is trained.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { fit as fitByReplicas } from "binary-crossentropy-distribute/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { close, expected, fitArgs, identityModel, logitsLoss } from "./models.js";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const z = [
  [0.5, -1, 2],
  [-0.25, 1.5, 0],
];
const multiHot = [
  [1, 0, 1],
  [0, 1, 0],
];
const classWeight = { 0: 2, 1: 0.5, 2: 3 };

const threeLabels = (loss: tf.ModelCompileArgs["loss"] = logitsLoss()) =>
  identityModel(loss, { optimizer: tf.train.sgd(1) }, 3);

const remedy = "Pass posWeight to the loss to weight the positive labels of each column.";
const refused = (row: string) =>
  `LayersModel: classWeight must be for labels of one column, or of one 1 in each row, got ${row}. ${remedy}`;

describe("rows of several labels", () => {
  test("a loss by TensorFlow.js's name refuses them too", async () => {
    const model = threeLabels("binaryCrossentropy");
    const y = tf.tensor2d(multiHot);
    await expect(model.fit(tf.tensor2d(z), y, { ...fitArgs, classWeight })).rejects.toThrow(
      refused("[1, 0, 1] in row 0"),
    );
  });

  test.each([
    ["two labels", multiHot, "[1, 0, 1] in row 0"],
    [
      "no label",
      [
        [0, 0, 1],
        [0, 0, 0],
      ],
      "[0, 0, 0] in row 1",
    ],
    [
      "soft labels",
      [
        [0.5, 0.5, 0],
        [0, 0, 1],
      ],
      "[0.5, 0.5, 0] in row 0",
    ],
    [
      "a NaN",
      [
        [1, 0, 0],
        [1, NaN, 0],
      ],
      "[1, NaN, 0] in row 1",
    ],
  ])("fit and fitDataset refuse %s", async (_, y, row) => {
    const model = threeLabels();
    const before = model.getWeights()[0]!.dataSync().slice();
    const tensors = tf.memory().numTensors;
    const [xs, ys] = [tf.tensor2d(z), tf.tensor2d(y)];
    await expect(model.fit(xs, ys, { ...fitArgs, classWeight })).rejects.toThrow(refused(row));
    await expect(fitByReplicas(model, xs, ys, { classWeight })).rejects.toThrow(refused(row));
    tf.dispose([xs, ys]);
    expect(tf.memory().numTensors).toBe(tensors);
    const dataset = tf.data.array([{ xs: tf.tensor2d(z), ys: tf.tensor2d(y) }]);
    await expect(model.fitDataset(dataset, { epochs: 1, verbose: 0, classWeight })).rejects.toThrow(
      refused(row),
    );
    expect(model.getWeights()[0]!.dataSync()).toEqual(before);
  });

  test("without class weights they train", async () => {
    const { history } = await threeLabels().fit(tf.tensor2d(z), tf.tensor2d(multiHot), fitArgs);
    close(history["loss"]![0], expected(multiHot.flat(), z.flat()));
  });

  test("rows with one label have its class", async () => {
    const y = [
      [0, 0, 1],
      [1, 0, 0],
    ];
    const { history } = await threeLabels().fit(tf.tensor2d(z), tf.tensor2d(y), {
      ...fitArgs,
      classWeight,
    });
    close(history["loss"]![0], (3 * expected(y[0]!, z[0]!) + 2 * expected(y[1]!, z[1]!)) / 2);
  });

  test("another loss takes them as before", async () => {
    const { history } = await threeLabels("meanSquaredError").fit(
      tf.tensor2d(z),
      tf.tensor2d(multiHot),
      { ...fitArgs, classWeight },
    );
    expect(Number.isFinite(history["loss"]![0] as number)).toBe(true);
  });
});

describe("weights that are none", () => {
  const model = () => identityModel(logitsLoss());
  test.each([
    ["NaN", { 0: 1, 1: NaN }, "NaN for the class 1"],
    ["Infinity", { 0: Infinity, 1: 1 }, "Infinity for the class 0"],
    ["a string", { 0: 1, 1: "2" }, '"2" for the class 1'],
    ["null", { 0: 1, 1: null }, "null for the class 1"],
    [
      "an output of another name",
      { nowhere: { 0: 1, 1: 2 } },
      "an object with the keys [0, 1] for the class nowhere",
    ],
    ["a list with one", [{ 0: 1, 1: NaN }], "NaN for the class 1"],
  ])("%s", async (_, given, got) => {
    const sentence = `LayersModel: classWeight must have a finite number for each class, got ${got}.`;
    const [xs, ys] = [tf.tensor2d([[1], [2]]), tf.tensor2d([[0], [1]])];
    await expect(model().fit(xs, ys, { ...fitArgs, classWeight: given as never })).rejects.toThrow(
      sentence,
    );
    const dataset = tf.data.array([{ xs, ys }]);
    await expect(
      model().fitDataset(dataset, { epochs: 1, verbose: 0, classWeight: given as never }),
    ).rejects.toThrow(sentence);
  });

  test("weights for what is no class", async () => {
    const [xs, ys] = [tf.tensor2d([[1], [2]]), tf.tensor2d([[0], [1]])];
    const given = { 0: 1, 1: 2, one: 3 } as never;
    for (const loss of [logitsLoss(), "binaryCrossentropy"])
      await expect(
        identityModel(loss as never).fit(xs, ys, { ...fitArgs, classWeight: given }),
      ).rejects.toThrow('LayersModel: classWeight must have class numbers as keys, got "one".');
  });

  test("weights for an output that the model does not have", async () => {
    const input = tf.input({ shape: [1] });
    const ends = ["first", "second"].map(
      (name) => tf.layers.dense({ units: 1, name }).apply(input) as tf.SymbolicTensor,
    );
    const two = tf.model({ inputs: input, outputs: ends });
    two.compile({ optimizer: "sgd", loss: logitsLoss() });
    const y = tf.tensor2d([[0], [1]]);
    await expect(
      two.fit(tf.tensor2d([[1], [2]]), [y, y], {
        ...fitArgs,
        classWeight: { frist: { 0: 1, 1: 2 } },
      }),
    ).rejects.toThrow(
      'LayersModel: classWeight must have the weights of classes for outputs of ["first","second"], got "frist". Did you mean first?',
    );
  });
});

describe("labels that the loss ignores", () => {
  test.each([-1, 0.1, Number.NaN])("need no class weight: %d", async (ignoreLabel) => {
    const labels = [1, ignoreLabel, 0, 1];
    const logits = [0.5, 3, -1, 2];
    const bce = () => new BinaryCrossentropy({ fromLogits: true, ignoreLabel });
    const tensors = () => ({
      xs: tf.tensor2d(logits, [4, 1]),
      ys: tf.tensor2d(labels, [4, 1]),
    });
    const own = { 0: 1, 1: 3 };
    for (const given of [own, [own]]) {
      const model = identityModel(bce());
      const { xs, ys } = tensors();
      const fitted = await model.fit(xs, ys, { ...fitArgs, batchSize: 4, classWeight: given });
      const dataset = tf.data.array([tensors()]);
      const ofDataset = await identityModel(bce()).fitDataset(dataset, {
        epochs: 1,
        verbose: 0,
        classWeight: given,
      });
      for (const { history } of [fitted, ofDataset])
        close(history["loss"]![0], expected([1, 0, 1], [0.5, -1, 2], [3, 1, 3]));
    }
    // Of others one is still asked for.
    const { xs, ys } = tensors();
    const options = { ...fitArgs, batchSize: 4, classWeight: { 0: 1 } };
    await expect(identityModel(bce()).fit(xs, ys, options)).rejects.toThrow(/class 1 exists/);
  });
});
