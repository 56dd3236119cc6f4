// One road's results as lines on the terminal.

import { digits, formatTime } from "../format.js";
import { packageName } from "../names.js";
import type { RoadRow } from "./road-rows.js";

export function reportRoad(title: string, rows: readonly RoadRow[]): string {
  const lines = rows.map(({ contender, threads, median_ns, n, ratio, ratio_p20, ratio_p80 }) => {
    const perElement = `${formatTime(median_ns / n)} an element`.padStart(20);
    const faster =
      contender === packageName
        ? ""
        : `${digits(ratio)}× (${digits(ratio_p20)}–${digits(ratio_p80)}) this package's`;
    return `  ${contender.padEnd(20)} ${threads} ${formatTime(median_ns).padStart(8)} ${perElement}  ${faster}`.trimEnd();
  });
  return [title, ...lines].join("\n");
}
