// From samples of focal loss to its part of docs/speed.md.

import type { Circumstances } from "../device.js";
import { digits, formatCount, formatSpread } from "../format.js";
import { type Spread, spreadOf } from "../statistics.js";
import { markdownTable } from "../tables/block.js";

/** With the gradient, a call gives the value as well. */
export type FocalCall = "value" | "gradient";

export interface FocalRow {
  readonly name: string;
  /** Of a framework. */
  readonly version?: string;
  readonly call: FocalCall;
  /** Nanoseconds a call. */
  readonly time: Spread;
  /**
   * Of this package, its time over that of binary cross-entropy by the same road; of a framework,
   * its time over that of focal loss on ordinary arrays. Round by round.
   */
  readonly ratio: Spread;
}

export interface FocalResults {
  readonly made: Circumstances;
  readonly kernels: string;
  readonly n: number;
  readonly rounds: number;
  readonly rows: readonly FocalRow[];
}

export function focalRow(
  name: string,
  call: FocalCall,
  samples: readonly number[],
  base: readonly number[],
  version?: string,
): FocalRow {
  return {
    name,
    ...(version === undefined ? {} : { version }),
    call,
    time: spreadOf(samples),
    ratio: spreadOf(samples.map((ns, round) => ns / base[round]!)),
  };
}

export function focalPage({ made, kernels, n, rounds, rows }: FocalResults): string {
  const table = (of: readonly FocalRow[], ratio: string) => {
    const names = [...new Set(of.map(({ name }) => name))];
    const lines = names.map((name) => {
      const both = (["value", "gradient"] as const).flatMap((call) => {
        const row = of.find((one) => one.name === name && one.call === call);
        if (row === undefined) return ["", ""];
        const { median, p20, p80 } = row.time;
        const share = row.ratio;
        return [
          formatSpread(median / n, p20 / n, p80 / n),
          `${digits(share.median)}× (${digits(share.p20)}–${digits(share.p80)})`,
        ];
      });
      const { version = "" } = of.find((one) => one.name === name)!;
      return [`${name} ${version}`.trim(), ...both];
    });
    return markdownTable(["", "value", ratio, "value and gradient", ratio], lines, 1);
  };
  const own = rows.filter(({ version }) => version === undefined);
  const peers = rows.filter(({ version }) => version !== undefined);
  return [
    "## Focal loss",
    `Per element, of ${formatCount(n)} float32 logits with hard labels on one thread; ${made.device}, Node ${made.node}, ` +
      `binary-crossentropy ${made.package} with its ${kernels} kernels, ${made.date}, by \`npm run focal -w bench\`. All take ` +
      `turns, call by call, in ${rounds} rounds: medians with the 20th and 80th percentiles. At most 2.5 times binary ` +
      "cross-entropy by the same road is aimed at.",
    table(own, "× binary cross-entropy"),
    ...(peers.length === 0
      ? []
      : [
          "Keras, torchvision's formula under `torch.compile`, and optax under `jit`, with gamma 2, on one thread; beside " +
            "it how many times as long as this package on ordinary arrays they take. At least 3 times is aimed at.",
          table(peers, "× this package"),
        ]),
  ].join("\n\n");
}
