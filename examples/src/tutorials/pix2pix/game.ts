// The game of pix2pix: the generator turns an input into a picture, the discriminator sees the input beside either that
// picture or the true one and says for each patch whether it is true.

import type * as tf from "@tensorflow/tfjs";
import { fingerprint } from "../data/fingerprint.js";
import { interleave, pick, range } from "../data/images.js";
import type { PairedImages, Split } from "../data/made-pictures.js";
import { meanDistance } from "../measures/mean-distance.js";
import { Adam } from "../nets/adam.js";
import { gradientsOf } from "../nets/gradient-step.js";
import { fromImages, readScalars, toImages } from "../nets/tensors.js";
import { lossCurves, measureCurve } from "../pictures/training-curves.js";
import { Random } from "../random.js";
import { AdversarialTraining, type Game, type Schedule } from "../training/adversarial.js";
import { Batches } from "../training/batches.js";
import type { Images } from "../tutorial.js";
import { discriminatorLoss, generatorLoss } from "./losses.js";
import { makeDiscriminator, makeGenerator, type NetOptions } from "./nets.js";

export interface Options extends Schedule {
  readonly seed: number;
  readonly batchSize: number;
  readonly width: number;
  readonly learningRate: number;
}

export const measureName = "mean distance to the target";

/** Held-out pairs in the pictures. */
const shown = 16;

export function makeTraining(data: Split<PairedImages>, options: Options): AdversarialTraining {
  return new AdversarialTraining(makeGame(data, options), options);
}

function makeGame({ train, test }: Split<PairedImages>, options: Options): Game {
  const { steps: _, ...fixed } = options;
  const { seed, batchSize, width, learningRate } = options;
  const random = new Random(seed);
  const { count, height: size, channels } = train.inputs;
  const batches = new Batches(count, batchSize, random.seed());
  const nets: NetOptions = { size, channels, width, normalization: "batch", random };
  const generator = { model: makeGenerator(nets), optimizer: new Adam(learningRate, 0.5) };
  const discriminator = { model: makeDiscriminator(nets, 2), optimizer: new Adam(learningRate, 0.5) };

  const generate = (inputs: tf.Tensor, training: boolean) => generator.model.apply(inputs, { training }) as tf.Tensor4D;
  const judge = (inputs: tf.Tensor, pictures: tf.Tensor) => discriminator.model.apply([inputs, pictures], { training: true }) as tf.Tensor;

  function play() {
    const numbers = batches.next();
    const inputs = fromImages(pick(train.inputs, numbers));
    const targets = fromImages(pick(train.targets, numbers));
    const forGenerator = gradientsOf(() => {
      const generated = generate(inputs, true);
      return generatorLoss(judge(inputs, generated), generated, targets);
    }, [generator.model]);
    const generated = generate(inputs, true);
    const forDiscriminator = gradientsOf(
      () => ({ total: discriminatorLoss(judge(inputs, targets), judge(inputs, generated)) }),
      [discriminator.model],
    );
    generator.optimizer.applyGradients(forGenerator.gradients[0]);
    discriminator.optimizer.applyGradients(forDiscriminator.gradients[0]);
    const { gan, l1 } = forGenerator.losses;
    return { generator: gan, discriminator: forDiscriminator.losses.total, distance: l1 };
  }

  const translate = (inputs: Images) => toImages(() => generate(fromImages(inputs), false));

  return {
    configuration: { ...fixed, data: fingerprint(train.inputs.data, train.targets.data) },
    players: { generator, discriminator },
    batches: [batches],
    random,
    update: () => readScalars(play),
    measure: async () => ({ [measureName]: meanDistance(await translate(test.inputs), test.targets) }),
    pictures: async (history) => {
      const inputs = range(test.inputs, 0, shown);
      const images = interleave([inputs, range(test.targets, 0, shown), await translate(inputs)]);
      return [
        { kind: "grid", name: "samples", title: "Input, target, and what was made of the input", columns: 12, group: 3, images },
        lossCurves("pix2pix", history, { generator: "orange", discriminator: "blue" }),
        measureCurve("pix2pix", history, measureName),
      ];
    },
    summary: (history) => {
      const distances = history.points(measureName).map(([, y]) => y.toFixed(3));
      return [
        `Mean distance of ${test.inputs.count} held-out pictures to their targets: ${distances[0]} at first, ${distances.at(-1)} now.`,
        `The inputs as they are: ${meanDistance(test.inputs, test.targets).toFixed(3)}.`,
      ];
    },
  };
}
