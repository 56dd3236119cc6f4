// The game of pix2pix: the generator translates an input; the discriminator sees the input with
// either that translation or the target, and says for each patch whether it is real.

import type * as tf from "@tensorflow/tfjs";
import { fingerprint } from "../data/fingerprint.js";
import { interleave, pick, range } from "../data/images.js";
import type { PairedImages, Split } from "../data/made-pictures.js";
import { meanDistance } from "../measures/mean-distance.js";
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
import { makeDiscriminator, makeGenerator, type NetOptions } from "./nets.js";
import { discriminatorLoss, generatorLoss } from "./translation-losses.js";

const measureName = "mean distance to the target";

/** Number of held-out pairs that are shown. */
const shown = 16;

export function makeTraining(data: Split<PairedImages>, options: GameOptions): AdversarialTraining {
  return new AdversarialTraining(new Pix2Pix(data, options), options);
}

class Pix2Pix implements Game {
  readonly configuration: Configuration;
  readonly players;
  readonly batches: readonly [Batches];
  readonly random: Random;
  readonly #data: Split<PairedImages>;

  constructor(data: Split<PairedImages>, { steps: _, ...fixed }: GameOptions) {
    const { seed, batchSize, width, learningRate } = fixed;
    const { inputs, targets } = data.train;
    const random = new Random(seed);
    const nets: NetOptions = {
      size: inputs.height,
      channels: inputs.channels,
      width,
      normalization: "batch",
      random,
    };
    this.configuration = { ...fixed, data: fingerprint(inputs.data, targets.data) };
    this.random = random;
    this.#data = data;
    this.batches = [new Batches(inputs.count, batchSize, random.seed())];
    this.players = {
      generator: playerWith(makeGenerator(nets), learningRate),
      discriminator: playerWith(makeDiscriminator(nets, 2), learningRate),
    };
  }

  update() {
    return readScalars(() => {
      const { generator, discriminator } = this.players;
      const numbers = this.batches[0].next();
      const inputs = fromImages(pick(this.#data.train.inputs, numbers));
      const targets = fromImages(pick(this.#data.train.targets, numbers));
      const judge = (pictures: tf.Tensor) =>
        discriminator.model.apply([inputs, pictures], { training: true }) as tf.Tensor;
      const forGenerator = gradientsOf(() => {
        const generated = this.#generate(inputs, true);
        return generatorLoss(judge(generated), generated, targets);
      }, [generator.model]);
      const generated = this.#generate(inputs, true);
      const forDiscriminator = gradientsOf(
        () => ({ total: discriminatorLoss(judge(targets), judge(generated)) }),
        [discriminator.model],
      );
      generator.optimizer.applyGradients(forGenerator.gradients[0]);
      discriminator.optimizer.applyGradients(forDiscriminator.gradients[0]);
      return {
        generator: forGenerator.losses.gan,
        discriminator: forDiscriminator.losses.total,
        distance: forGenerator.losses.l1,
      };
    });
  }

  #generate(inputs: tf.Tensor, training: boolean): tf.Tensor4D {
    return this.players.generator.model.apply(inputs, { training }) as tf.Tensor4D;
  }

  #translate(inputs: Images): Promise<Images> {
    return toImages(() => this.#generate(fromImages(inputs), false));
  }

  async measure() {
    const { inputs, targets } = this.#data.test;
    return { [measureName]: meanDistance(await this.#translate(inputs), targets) };
  }

  async pictures(history: History): Promise<readonly Picture[]> {
    const inputs = range(this.#data.test.inputs, 0, shown);
    const images = interleave([
      inputs,
      range(this.#data.test.targets, 0, shown),
      await this.#translate(inputs),
    ]);
    return [
      {
        kind: "grid",
        name: "samples",
        title: "Input, target, and translation of the input",
        columns: 12,
        group: 3,
        images,
      },
      lossCurves("pix2pix", history, { generator: "orange", discriminator: "blue" }),
      measureCurve("pix2pix", history, measureName),
    ];
  }

  summary(history: History): readonly string[] {
    const { inputs, targets } = this.#data.test;
    return [
      `Mean distance of ${inputs.count} held-out pictures to their targets: ${history.span(measureName)}.`,
      `Of the inputs themselves: ${meanDistance(inputs, targets).toFixed(3)}.`,
    ];
  }
}
