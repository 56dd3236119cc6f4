// The game of CycleGAN: generator G turns pictures of kind A into kind B, F turns B into A, and a discriminator for each
// kind tells true pictures from translated ones. No picture has a counterpart.

import * as tf from "@tensorflow/tfjs";
import { fingerprint } from "../data/fingerprint.js";
import { pick, range, stack } from "../data/images.js";
import type { Split, UnpairedImages } from "../data/made-pictures.js";
import { energyDistance } from "../measures/energy-distance.js";
import { Adam } from "../nets/adam.js";
import { gradientsOf } from "../nets/gradient-step.js";
import { fromImages, readScalars, toImages } from "../nets/tensors.js";
import { lossCurves, measureCurve } from "../pictures/training-curves.js";
import { makeDiscriminator, makeGenerator, type NetOptions } from "../pix2pix/nets.js";
import { Random } from "../random.js";
import { AdversarialTraining, type Game, type Player, type Schedule } from "../training/adversarial.js";
import { Batches } from "../training/batches.js";
import type { Images } from "../tutorial.js";
import { cycleLoss, discriminatorLoss, generatorLoss, identityLoss } from "./losses.js";

export interface Options extends Schedule {
  readonly seed: number;
  readonly batchSize: number;
  readonly width: number;
  readonly learningRate: number;
}

export const measureNames = { b: "distance of A→B to B", a: "distance of B→A to A" } as const;

/** Held-out pictures of each kind in the grid. */
const shown = 8;

export function makeTraining(data: Split<UnpairedImages>, options: Options): AdversarialTraining {
  return new AdversarialTraining(makeGame(data, options), options);
}

function makeGame({ train, test }: Split<UnpairedImages>, options: Options): Game {
  const { steps: _, ...fixed } = options;
  const random = new Random(options.seed);
  const { height: size, channels } = train.a;
  const [batchesA, batchesB] = [train.a, train.b].map(({ count }) => new Batches(count, options.batchSize, random.seed())) as [
    Batches,
    Batches,
  ];
  const nets: NetOptions = { size, channels, width: options.width, normalization: "instance", random };
  const player = (model: tf.LayersModel): Player => ({ model, optimizer: new Adam(options.learningRate, 0.5) });
  const [g, f] = [player(makeGenerator(nets)), player(makeGenerator(nets))];
  const [judgeOfA, judgeOfB] = [player(makeDiscriminator(nets, 1)), player(makeDiscriminator(nets, 1))];

  const apply = ({ model }: Player, pictures: tf.Tensor, training = true) => model.apply(pictures, { training }) as tf.Tensor4D;

  /** The sum of all that both generators are to lower: no part of it that is not G's has a gradient by G. */
  function generatorsLosses(realA: tf.Tensor4D, realB: tf.Tensor4D) {
    const [fakeB, fakeA] = [apply(g, realA), apply(f, realB)];
    const adversarialG = generatorLoss(apply(judgeOfB, fakeB));
    const adversarialF = generatorLoss(apply(judgeOfA, fakeA));
    const cycle = cycleLoss(realA, apply(f, fakeB)).add<tf.Scalar>(cycleLoss(realB, apply(g, fakeA)));
    const identity = identityLoss(realB, apply(g, realB)).add<tf.Scalar>(identityLoss(realA, apply(f, realA)));
    const total = tf.addN([adversarialG, adversarialF, cycle, identity]) as tf.Scalar;
    return { total, adversarialG, adversarialF, cycle, fakeA, fakeB };
  }

  const discriminatorGradients = (judge: Player, real: tf.Tensor4D, fake: tf.Tensor4D) =>
    gradientsOf(() => ({ total: discriminatorLoss(apply(judge, real), apply(judge, fake)) }), [judge.model]);

  function play() {
    const realA = fromImages(pick(train.a, batchesA.next()));
    const realB = fromImages(pick(train.b, batchesB.next()));
    const forGenerators = gradientsOf(() => generatorsLosses(realA, realB), [g.model, f.model]);
    const { fakeA, fakeB, adversarialG, adversarialF, cycle } = forGenerators.losses;
    const forA = discriminatorGradients(judgeOfA, realA, fakeA);
    const forB = discriminatorGradients(judgeOfB, realB, fakeB);
    g.optimizer.applyGradients(forGenerators.gradients[0]);
    f.optimizer.applyGradients(forGenerators.gradients[1]);
    judgeOfA.optimizer.applyGradients(forA.gradients[0]);
    judgeOfB.optimizer.applyGradients(forB.gradients[0]);
    return {
      "generator A→B": adversarialG,
      "generator B→A": adversarialF,
      cycle,
      "discriminator A": forA.losses.total,
      "discriminator B": forB.losses.total,
    };
  }

  const translate = (player: Player, pictures: Images) => toImages(() => apply(player, fromImages(pictures), false));

  return {
    configuration: { ...fixed, data: fingerprint(train.a.data, train.b.data) },
    players: { g, f, judgeOfA, judgeOfB },
    batches: [batchesA, batchesB],
    random,
    update: () => readScalars(play),
    measure: async () => ({
      [measureNames.b]: energyDistance(await translate(g, test.a), test.b),
      [measureNames.a]: energyDistance(await translate(f, test.b), test.a),
    }),
    pictures: async (history) => {
      const [a, b] = [range(test.a, 0, shown), range(test.b, 0, shown)];
      const [fakeB, fakeA] = [await translate(g, a), await translate(f, b)];
      const [cycledA, cycledB] = [await translate(f, fakeB), await translate(g, fakeA)];
      const images = stack([a, fakeB, cycledA, b, fakeA, cycledB]);
      return [
        { kind: "grid", name: "samples", title: "A, A→B, A→B→A; B, B→A, B→A→B", columns: shown, images },
        lossCurves("CycleGAN", history, {
          "generator A→B": "orange",
          "generator B→A": "purple",
          "discriminator A": "blue",
          "discriminator B": "green",
        }),
        measureCurve("CycleGAN", history, measureNames.b),
      ];
    },
    summary: (history) => [
      ...Object.values(measureNames).map((name) => {
        const distances = history.points(name).map(([, y]) => y.toFixed(3));
        return `Energy ${name}: ${distances[0]} at first, ${distances.at(-1)} now.`;
      }),
      `A and B as they are: ${energyDistance(test.a, test.b).toFixed(3)}.`,
    ],
  };
}
