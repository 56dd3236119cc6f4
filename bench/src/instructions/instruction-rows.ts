// The counts of instructions in docs/speed.md.

import { flat, roads } from "../roads/roads.js";
import { markdownTable } from "../tables/block.js";
import { valuesOf } from "../tables/look-up.js";

export interface InstructionRow {
  readonly variant: string;
  readonly road: string;
  readonly perElement: number;
}

export function instructionsPage(rows: readonly InstructionRow[]): string {
  const names = valuesOf(rows, "variant");
  const of = (variant: string, road: string) =>
    rows.find((row) => row.variant === variant && row.road === road)?.perElement;
  const lines = roads.map(({ name }) => [
    name,
    ...names.flatMap((variant) => {
      const own = of(variant, name);
      if (own === undefined) return ["", ""];
      return [own.toFixed(1), `${(own / of(variant, flat.name)!).toFixed(2)}×`];
    }),
  ]);
  const shown = lines.filter((cells) => cells.slice(1).some((cell) => cell !== ""));
  return [
    "## Instructions",
    "How many WebAssembly instructions of the SIMD kernels, without fused multiply-add, an element takes: those that " +
      "compute, read, write, compare or branch, most of them on several elements at once; without constants and moves. " +
      "Beside it how many times as many as on the flat road. `npm run instructions -w bench` counts them by modules " +
      "that count themselves, so they are the same on every machine. What a road costs beyond them is JavaScript: " +
      "the copying of ordinary arrays, and calls.",
    markdownTable(["road", ...names.flatMap((name) => [name, "× flat"])], shown, 1),
  ].join("\n\n");
}
