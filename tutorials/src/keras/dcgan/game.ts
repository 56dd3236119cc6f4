// The game of DCGAN: a generator turns noise into digits, a discriminator tells them from real
// ones, and each learns from the other. As in the tutorial, the samples shown always come from the
// same noise.

import * as tf from "@tensorflow/tfjs";
import { fingerprint } from "../data/fingerprint.js";
import { pick, range } from "../data/images.js";
import { energyDistance } from "../measures/energy-distance.js";
import { gradientsOf } from "../nets/gradient-step.js";
import { fromImages, readScalars, toImages } from "../nets/tensors.js";
import { lossCurves, measureCurve } from "../pictures/training-curves.js";
import { Random } from "../random.js";
import {
  AdversarialTraining,
  type Game,
  type GameOptions,
  playerWith,
} from "../training/adversarial.js";
import { Batches } from "../training/batches.js";
import type { History } from "../training/history.js";
import type { Configuration, Images, Picture } from "../tutorial.js";
import { discriminatorLoss, generatorLoss } from "./adversarial-losses.js";
import { makeDiscriminator, makeGenerator, noiseLength } from "./nets.js";

export interface Options extends GameOptions {
  /** Number of held-out real pictures that the generated ones are measured against. */
  readonly held: number;
}

const measureName = "distance to real digits";

/** Number of samples that are shown. */
const shown = 64;

export function makeTraining(images: Images, options: Options): AdversarialTraining {
  return new AdversarialTraining(new Dcgan(images, options), options);
}

class Dcgan implements Game {
  readonly configuration: Configuration;
  readonly players;
  readonly batches: readonly [Batches];
  readonly random: Random;
  readonly #real: Images;
  readonly #heldOut: Images;
  readonly #fixedNoise: Float32Array;
  readonly #batchSize: number;

  constructor(images: Images, { steps: _, ...fixed }: Options) {
    const { seed, batchSize, width, learningRate, held } = fixed;
    const random = new Random(seed);
    this.configuration = { ...fixed, data: fingerprint(images.data) };
    this.random = random;
    this.#batchSize = batchSize;
    this.#heldOut = range(images, 0, held);
    this.#real = range(images, held, images.count);
    this.batches = [new Batches(this.#real.count, batchSize, random.seed())];
    this.players = {
      generator: playerWith(makeGenerator(width, images.height, random), learningRate),
      discriminator: playerWith(makeDiscriminator(width, images.height, random), learningRate),
    };
    this.#fixedNoise = random.normals(held * noiseLength);
  }

  update() {
    return readScalars(() => {
      const { generator, discriminator } = this.players;
      const noise = toNoise(this.random.normals(this.#batchSize * noiseLength));
      const real = fromImages(pick(this.#real, this.batches[0].next()));
      const judge = (pictures: tf.Tensor) =>
        discriminator.model.apply(pictures, { training: true }) as tf.Tensor;
      const forGenerator = gradientsOf(
        () => ({ total: generatorLoss(judge(this.#generate(noise, true))) }),
        [generator.model],
      );
      const made = this.#generate(noise, true);
      const forDiscriminator = gradientsOf(
        () => ({ total: discriminatorLoss(judge(real), judge(made)) }),
        [discriminator.model],
      );
      generator.optimizer.applyGradients(forGenerator.gradients[0]);
      discriminator.optimizer.applyGradients(forDiscriminator.gradients[0]);
      return { generator: forGenerator.losses.total, discriminator: forDiscriminator.losses.total };
    });
  }

  #generate(noise: tf.Tensor, training: boolean): tf.Tensor4D {
    return this.players.generator.model.apply(noise, { training }) as tf.Tensor4D;
  }

  #samples(count: number): Promise<Images> {
    return toImages(() =>
      this.#generate(toNoise(this.#fixedNoise.subarray(0, count * noiseLength)), false),
    );
  }

  async measure() {
    return {
      [measureName]: energyDistance(await this.#samples(this.#heldOut.count), this.#heldOut),
    };
  }

  async pictures(history: History): Promise<readonly Picture[]> {
    return [
      {
        kind: "grid",
        name: "samples",
        title: "Digits from noise",
        columns: 8,
        images: await this.#samples(shown),
      },
      lossCurves("DCGAN", history, { generator: "orange", discriminator: "blue" }),
      measureCurve("DCGAN", history, measureName),
    ];
  }

  summary(history: History): readonly string[] {
    const { count } = this.#heldOut;
    const between = energyDistance(
      range(this.#heldOut, 0, count / 2),
      range(this.#heldOut, count / 2, count),
    );
    return [
      `Energy distance from generated digits to ${count} held-out ones: ${history.span(measureName)}.`,
      `Between the two halves of the held-out ones: ${between.toFixed(3)}.`,
    ];
  }
}

function toNoise(values: Float32Array): tf.Tensor2D {
  return tf.tensor2d(values, [values.length / noiseLength, noiseLength]);
}
