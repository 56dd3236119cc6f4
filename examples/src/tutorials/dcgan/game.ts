// The game of DCGAN: a generator turns noise into digits, a discriminator tells them from real ones, and each learns from
// the other. The noise behind the samples that are shown stays the same, as in the tutorial.

import * as tf from "@tensorflow/tfjs";
import { fingerprint } from "../data/fingerprint.js";
import { pick, range } from "../data/images.js";
import { energyDistance } from "../measures/energy-distance.js";
import { Adam } from "../nets/adam.js";
import { gradientsOf } from "../nets/gradient-step.js";
import { fromImages, readScalars, toImages } from "../nets/tensors.js";
import { lossCurves, measureCurve } from "../pictures/training-curves.js";
import { Random } from "../random.js";
import { AdversarialTraining, type Game, type Schedule } from "../training/adversarial.js";
import { Batches } from "../training/batches.js";
import type { Images } from "../tutorial.js";
import { discriminatorLoss, generatorLoss } from "./losses.js";
import { makeDiscriminator, makeGenerator, noiseLength } from "./nets.js";

export interface Options extends Schedule {
  readonly seed: number;
  readonly batchSize: number;
  readonly width: number;
  readonly learningRate: number;
  /** How many real pictures, held out, the made ones are measured against. */
  readonly held: number;
}

export const measureName = "distance to real digits";

const shown = 64;

export function makeTraining(images: Images, options: Options): AdversarialTraining {
  return new AdversarialTraining(makeGame(images, options), options);
}

function makeGame(images: Images, options: Options): Game {
  const { steps: _, ...fixed } = options;
  const { seed, batchSize, width, learningRate, held } = options;
  const random = new Random(seed);
  const real = range(images, held, images.count);
  const heldOut = range(images, 0, held);
  const batches = new Batches(real.count, batchSize, random.seed());
  const generator = { model: makeGenerator(width, images.height, random), optimizer: new Adam(learningRate, 0.5) };
  const discriminator = { model: makeDiscriminator(2 * width, images.height, random), optimizer: new Adam(learningRate, 0.5) };
  const fixedNoise = random.normals(held * noiseLength);

  const generate = (training: boolean, noise: tf.Tensor) => generator.model.apply(noise, { training }) as tf.Tensor4D;
  const judge = (pictures: tf.Tensor) => discriminator.model.apply(pictures, { training: true }) as tf.Tensor;

  function play() {
    const noise = tf.tensor2d(random.normals(batchSize * noiseLength), [batchSize, noiseLength]);
    const batch = fromImages(pick(real, batches.next()));
    const forGenerator = gradientsOf(() => ({ total: generatorLoss(judge(generate(true, noise))) }), [generator.model]);
    const made = generate(true, noise);
    const forDiscriminator = gradientsOf(() => ({ total: discriminatorLoss(judge(batch), judge(made)) }), [discriminator.model]);
    generator.optimizer.applyGradients(forGenerator.gradients[0]);
    discriminator.optimizer.applyGradients(forDiscriminator.gradients[0]);
    return { generator: forGenerator.losses.total, discriminator: forDiscriminator.losses.total };
  }

  function samples(count: number): Promise<Images> {
    return toImages(() => generate(false, tf.tensor2d(fixedNoise.subarray(0, count * noiseLength), [count, noiseLength])));
  }

  return {
    configuration: { ...fixed, data: fingerprint(images.data) },
    players: { generator, discriminator },
    batches: [batches],
    random,
    update: () => readScalars(play),
    measure: async () => ({ [measureName]: energyDistance(await samples(held), heldOut) }),
    pictures: async (history) => [
      { kind: "grid", name: "samples", title: "Digits from noise", columns: 8, images: await samples(shown) },
      lossCurves("DCGAN", history, { generator: "orange", discriminator: "blue" }),
      measureCurve("DCGAN", history, measureName),
    ],
    summary: (history) => {
      const distances = history.points(measureName).map(([, y]) => y.toFixed(3));
      const [half, otherHalf] = [range(heldOut, 0, held / 2), range(heldOut, held / 2, held)];
      return [
        `Energy distance of made digits to ${held} held-out ones: ${distances[0]} at first, ${distances.at(-1)} now.`,
        `Half of these to the other half: ${energyDistance(half, otherHalf).toFixed(3)}.`,
      ];
    },
  };
}
