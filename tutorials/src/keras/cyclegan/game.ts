// The game of CycleGAN: generator G translates pictures of kind A to kind B, F translates B to A,
// and a discriminator for each kind tells real pictures from translated ones. The pictures are
// unpaired.

import * as tf from "@tensorflow/tfjs";
import { fingerprint } from "../data/fingerprint.js";
import { pick, range, stack } from "../data/images.js";
import type { Split, UnpairedImages } from "../data/made-pictures.js";
import { energyDistance } from "../measures/energy-distance.js";
import { gradientsOf } from "../nets/gradient-step.js";
import { fromImages, readScalars, toImages } from "../nets/tensors.js";
import { lossCurves, measureCurve } from "../pictures/training-curves.js";
import { makeDiscriminator, makeGenerator, type NetOptions } from "../pix2pix/nets.js";
import { Random } from "../random.js";
import {
  AdversarialTraining,
  type Game,
  type GameOptions,
  type Player,
  playerWith,
} from "../training/adversarial.js";
import { Batches } from "../training/batches.js";
import type { History } from "../training/history.js";
import type { Colour, Configuration, Images, Picture } from "../tutorial.js";
import { cycleLoss, discriminatorLoss, generatorLoss, identityLoss } from "./cycle-losses.js";

const measureNames = { b: "distance of A→B to B", a: "distance of B→A to A" } as const;

/** Number of held-out pictures of each kind that are shown. */
const shown = 8;

export function makeTraining(
  data: Split<UnpairedImages>,
  options: GameOptions,
): AdversarialTraining {
  return new AdversarialTraining(new CycleGan(data, options), options);
}

class CycleGan implements Game {
  readonly configuration: Configuration;
  readonly players;
  readonly batches: readonly [Batches, Batches];
  readonly random: Random;
  readonly #data: Split<UnpairedImages>;

  constructor(data: Split<UnpairedImages>, { steps: _, ...fixed }: GameOptions) {
    const { seed, batchSize, width, learningRate } = fixed;
    const { a, b } = data.train;
    const random = new Random(seed);
    const nets: NetOptions = {
      size: a.height,
      channels: a.channels,
      width,
      normalization: "instance",
      random,
    };
    this.configuration = { ...fixed, data: fingerprint(a.data, b.data) };
    this.random = random;
    this.#data = data;
    this.batches = [
      new Batches(a.count, batchSize, random.seed()),
      new Batches(b.count, batchSize, random.seed()),
    ];
    this.players = {
      g: playerWith(makeGenerator(nets), learningRate),
      f: playerWith(makeGenerator(nets), learningRate),
      judgeOfA: playerWith(makeDiscriminator(nets, 1), learningRate),
      judgeOfB: playerWith(makeDiscriminator(nets, 1), learningRate),
    };
  }

  update() {
    return readScalars(() => {
      const { g, f, judgeOfA, judgeOfB } = this.players;
      const realA = fromImages(pick(this.#data.train.a, this.batches[0].next()));
      const realB = fromImages(pick(this.#data.train.b, this.batches[1].next()));
      const forGenerators = gradientsOf(
        () => this.#generatorLosses(realA, realB),
        [g.model, f.model],
      );
      const { fakeA, fakeB, adversarialG, adversarialF, cycle } = forGenerators.losses;
      const forA = discriminatorGradients(judgeOfA, realA, fakeA);
      const forB = discriminatorGradients(judgeOfB, realB, fakeB);
      g.optimizer.applyGradients(forGenerators.gradients[0]);
      f.optimizer.applyGradients(forGenerators.gradients[1]);
      judgeOfA.optimizer.applyGradients(forA.gradients[0]);
      judgeOfB.optimizer.applyGradients(forB.gradients[0]);
      const discriminators = {
        "discriminator A": forA.losses.total,
        "discriminator B": forB.losses.total,
      };
      return {
        "generator A→B": adversarialG,
        "generator B→A": adversarialF,
        cycle,
        ...discriminators,
      };
    });
  }

  /**
   * One total serves both generators: the parts that are not G's have no gradient with respect to
   * G.
   */
  #generatorLosses(realA: tf.Tensor4D, realB: tf.Tensor4D) {
    const { g, f, judgeOfA, judgeOfB } = this.players;
    const [fakeB, fakeA] = [apply(g, realA), apply(f, realB)];
    const adversarialG = generatorLoss(apply(judgeOfB, fakeB));
    const adversarialF = generatorLoss(apply(judgeOfA, fakeA));
    const cycle = cycleLoss(realA, apply(f, fakeB)).add<tf.Scalar>(
      cycleLoss(realB, apply(g, fakeA)),
    );
    const identity = identityLoss(realB, apply(g, realB)).add<tf.Scalar>(
      identityLoss(realA, apply(f, realA)),
    );
    const total = tf.addN([adversarialG, adversarialF, cycle, identity]) as tf.Scalar;
    return { total, adversarialG, adversarialF, cycle, fakeA, fakeB };
  }

  async measure() {
    const { g, f } = this.players;
    const { a, b } = this.#data.test;
    return {
      [measureNames.b]: energyDistance(await translate(g, a), b),
      [measureNames.a]: energyDistance(await translate(f, b), a),
    };
  }

  async pictures(history: History): Promise<readonly Picture[]> {
    const { g, f } = this.players;
    const [a, b] = [range(this.#data.test.a, 0, shown), range(this.#data.test.b, 0, shown)];
    const [fakeB, fakeA] = [await translate(g, a), await translate(f, b)];
    const images = stack([
      a,
      fakeB,
      await translate(f, fakeB),
      b,
      fakeA,
      await translate(g, fakeA),
    ]);
    return [
      {
        kind: "grid",
        name: "samples",
        title: "A, A→B, A→B→A; B, B→A, B→A→B",
        columns: shown,
        images,
      },
      lossCurves("CycleGAN", history, colours),
      measureCurve("CycleGAN", history, measureNames.b),
    ];
  }

  summary(history: History): readonly string[] {
    const { a, b } = this.#data.test;
    return [
      ...Object.values(measureNames).map((name) => `Energy ${name}: ${history.span(name)}.`),
      `Between A and B untranslated: ${energyDistance(a, b).toFixed(3)}.`,
    ];
  }
}

const colours: Readonly<Record<string, Colour>> = {
  "generator A→B": "orange",
  "generator B→A": "purple",
  "discriminator A": "blue",
  "discriminator B": "green",
};

function apply({ model }: Player, pictures: tf.Tensor, training = true): tf.Tensor4D {
  return model.apply(pictures, { training }) as tf.Tensor4D;
}

function discriminatorGradients(judge: Player, real: tf.Tensor4D, fake: tf.Tensor4D) {
  return gradientsOf(
    () => ({ total: discriminatorLoss(apply(judge, real), apply(judge, fake)) }),
    [judge.model],
  );
}

function translate(player: Player, pictures: Images): Promise<Images> {
  return toImages(() => apply(player, fromImages(pictures), false));
}
