// The sums of bce score --url from which the standard error and the interval of the loss come: of
// products of up to three of w and w L. They are of losses less the nearest of some centres, since
// large terms that are nearly the same would cancel. Weights are framed, which is to say times a power
// of two, so that no product leaves the range of doubles: a group is read in the frame of its largest
// weight. The program puts all together in exact numbers.

import type { LossOptions } from "../loss-options.js";
import { type MomentName, momentNames } from "../metrics/moment-sums.js";
import type { Step } from "./compose.js";
import type { Engine } from "./engine.js";
import { squareSteps, squareSums } from "./error-sums.js";
import { beside, canBeInfinite, number } from "./loss-sql.js";
import type { ScoreTable } from "./score-rows.js";

/** Weights of frame f are those around 2^(frameBits f), and are summed times its inverse. */
const frameBits = 300;

const lastFrame = 3;

/** The third power of a loss from here on could be beyond doubles. It is summed as 0. */
export const largestLoss = 2 ** (frameBits / 2);

export function frameOf(weight: number): number {
  return Math.max(-lastFrame, Math.min(lastFrame, Math.round(Math.log2(weight) / frameBits)));
}

/** The power of two of a frame. */
export const exponentOf = (frame: number) => frameBits * frame;

export interface MomentOptions {
  /** In ascending order, from 0 on. Of each loss the nearest is subtracted. */
  readonly centres: readonly number[];
  readonly frame: number;
  /** Whether some rows may have weights of a higher frame. They are left out. */
  readonly hasHigher: boolean;
}

/** Without weights the sums of powers of the loss tell all. */
export const namesOfSums = (isWeighted: boolean): readonly MomentName[] =>
  isWeighted ? momentNames : ["u", "uu", "uuu"];

export interface SqlMoments {
  readonly steps: readonly Step[];
  /** By which rows are grouped, beside the user's groups. */
  readonly centre: string;
  /** The sums that have the names above, in their order. */
  readonly columns: Step;
}

export function momentSums(
  engine: Engine,
  { loss, weight }: Pick<ScoreTable, "loss" | "weight">,
  options: MomentOptions,
): SqlMoments {
  const losses = centredLosses(engine, loss, options.centres);
  const { steps, sums } = weight === null ? plainPowers(engine) : weightedProducts(engine, options);
  const columns = namesOfSums(weight !== null).map((name) => [name, sums[name]!]);
  return {
    steps: beside([losses], steps),
    centre: "bce_centre",
    columns: Object.fromEntries(columns),
  };
}

/** The centre of each loss, and the loss less it; 0 for one that is too large. */
function centredLosses(engine: Engine, loss: LossOptions, centres: readonly number[]): Step {
  const canBeLarge = canBeInfinite(loss) || loss.posWeight > 2 ** 100;
  const nearest = (x: string) =>
    centres.reduceRight(
      (above, centre, i) =>
        i === centres.length - 1
          ? number(centre)
          : `CASE WHEN ${x} < ${number((centre + centres[i + 1]!) / 2)} THEN ${number(centre)} ELSE ${above} END`,
      "",
    );
  const centred = (x: string) =>
    canBeLarge
      ? `CASE WHEN ${x} < ${number(largestLoss)} THEN ${x} - ${nearest(x)} ELSE 0 END`
      : `${x} - ${nearest(x)}`;
  return {
    bce_centre: engine.bound("bce_loss", nearest),
    bce_finite: engine.bound("bce_loss", centred),
  };
}

/** The first step is beside that of the losses. */
interface Products {
  readonly steps: readonly Step[];
  readonly sums: Readonly<Partial<Record<MomentName, string>>>;
}

function plainPowers({ bound, times }: Engine): Products {
  return {
    steps: [
      {},
      { bce_ll: bound("bce_finite", (x) => times(x, x)) },
      { bce_lll: times("bce_finite", "bce_ll") },
    ],
    sums: { u: "sum(bce_finite)", uu: "sum(bce_ll)", uuu: "sum(bce_lll)" },
  };
}

function weightedProducts(engine: Engine, { frame, hasHigher }: MomentOptions): Products {
  const { times } = engine;
  const framed = frame === 0 ? "bce_w" : times("bce_w", number(2 ** -exponentOf(frame)));
  const beyond = number(2 ** (exponentOf(frame) + frameBits / 2 + 1));
  return {
    steps: [
      { bce_v: hasHigher ? `CASE WHEN bce_w < ${beyond} THEN ${framed} ELSE 0 END` : framed },
      ...squareSteps(engine),
      {
        bce_vvv: times("bce_v", "bce_vv"),
        bce_vvvl: times("bce_v", "bce_vvl"),
        bce_vvvll: times("bce_v", "bce_vvll"),
        bce_vvvlll: times("bce_vl", "bce_vvll"),
      },
    ],
    sums: {
      w: "sum(bce_v)",
      u: "sum(bce_vl)",
      ...squareSums,
      www: "sum(bce_vvv)",
      wwu: "sum(bce_vvvl)",
      wuu: "sum(bce_vvvll)",
      uuu: "sum(bce_vvvlll)",
    },
  };
}
