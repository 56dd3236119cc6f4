// The program of this package that a translation is.

import type { Draft } from "./draft.js";
import type { Setting } from "./setting.js";

interface Parts {
  readonly losses: readonly Draft[];
  /** Metrics, by the line that makes each. */
  readonly metrics: readonly string[];
  readonly classWeight: Setting | undefined;
  /** That of `fit`, which is for every loss. */
  readonly sampleWeight: Setting | undefined;
}

/** Lines that make the weight of `fit`, and what it is then called. */
function weightOfFit({ classWeight, sampleWeight }: Parts): { lines: string[]; text?: string } {
  if (!classWeight) return { lines: [], ...(sampleWeight && { text: sampleWeight.text }) };
  const byClass = `sampleWeightFor(yTrue, ${classWeight.text})`;
  if (!sampleWeight) return { lines: [`const sampleWeight = ${byClass};`], text: "sampleWeight" };
  // Keras multiplies the two.
  const product = `Float64Array.from(${sampleWeight.text}, (weight, i) => weight * byClass[i])`;
  return {
    lines: [`const byClass = ${byClass}.data;`, `const weights = ${product};`],
    text: "weights",
  };
}

/** The program; empty without a loss or a weight. */
export function codeOf(parts: Parts): string {
  const { losses, metrics, classWeight } = parts;
  const names = new Set(losses.map(({ className }): string => className));
  const weight = weightOfFit(parts);
  const lines = [...weight.lines];
  if (classWeight) names.add("sampleWeightFor");
  if (metrics.length > 0) names.add("metrics");
  losses.forEach((draft, i) => {
    const name = losses.length > 1 ? `loss${i + 1}` : "loss";
    const options = [...draft.options].map(([key, { text }]) => `${key}: ${text}`).join(", ");
    lines.push(`const ${name} = new ${draft.className}(${options && `{ ${options} }`});`);
    const given = draft.sampleWeight?.text ?? weight.text;
    const call = [
      draft.yTrue?.text ?? "yTrue",
      draft.yPred?.text ?? "yPred",
      ...(given ? [given] : []),
    ];
    lines.push(`${name}(${call.join(", ")});`);
  });
  if (names.size === 0) return "";
  const imported = `import { ${[...names].join(", ")} } from "binary-crossentropy";`;
  return `${[imported, "", ...lines, ...metrics].join("\n")}\n`;
}
