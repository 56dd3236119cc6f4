// A made file, to look at the page without one's own.

import { sequence } from "../sequence.js";

/** Predictions of which a third is more certain than it has reason to be. */
export function madeFile(): File {
  const lines = ["label,prediction,group"];
  const next = sequence(1);
  for (let i = 0; i < 5000; i++) {
    const [p, isSure] = [next(), i % 3 === 0];
    const said = isSure ? p ** 2 / (p ** 2 + (1 - p) ** 2) : p;
    lines.push(`${Number(next() < p)},${said.toFixed(4)},${isSure ? "too sure" : "calibrated"}`);
  }
  return new File([lines.join("\n")], "made.csv", { type: "text/csv" });
}
