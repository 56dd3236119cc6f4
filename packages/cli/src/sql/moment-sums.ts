// The sums of bce score --url from which the standard error and the interval of the loss come: of
// products of up to three of w and w L. They are of losses less the nearest of some centres, since
// large terms that are nearly the same would cancel. Weights are framed, which is to say times a power
// of two, so that no product leaves the range of doubles: a group is read in the frame of its largest
// weight. The program puts all together in exact numbers.

import type { LossOptions } from "../loss-options.js";
import type { MomentName } from "../metrics/moment-sums.js";
import type { Step } from "./compose.js";
import type { Engine } from "./engine.js";
import { squareSteps, squareSums } from "./error-sums.js";
import { canBeInfinite, number } from "./loss-sql.js";

/** Weights of frame f are those around 2^(frameBits f), and are summed times its inverse. */
const frameBits = 300;

const lastFrame = 3;

/** The third power of a loss from here on could be beyond doubles. */
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

export interface SqlMoments {
  readonly steps: readonly Step[];
  /** By which rows are grouped, beside the user's groups. */
  readonly centre: string;
  readonly columns: { readonly dearest: string } & Readonly<Record<MomentName, string>>;
}

export function momentSums(
  engine: Engine,
  loss: LossOptions,
  { centres, frame, hasHigher }: MomentOptions,
): SqlMoments {
  const { times } = engine;
  const canBeLarge = canBeInfinite(loss) || loss.posWeight > 2 ** 100;
  const framed = frame === 0 ? "bce_w" : times("bce_w", number(2 ** -exponentOf(frame)));
  const beyond = number(2 ** (exponentOf(frame) + frameBits / 2 + 1));
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
  const [cost, squares] = squareSteps(engine);
  return {
    steps: [
      {
        bce_centre: engine.bound("bce_loss", nearest),
        bce_finite: engine.bound("bce_loss", centred),
        bce_v: hasHigher ? `CASE WHEN bce_w < ${beyond} THEN ${framed} ELSE 0 END` : framed,
      },
      cost,
      squares,
      {
        bce_vvv: times("bce_v", "bce_vv"),
        bce_vvvl: times("bce_v", "bce_vvl"),
        bce_vvvll: times("bce_v", "bce_vvll"),
        bce_vvvlll: times("bce_vl", "bce_vvll"),
      },
    ],
    centre: "bce_centre",
    columns: {
      dearest: "max(bce_loss)",
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
