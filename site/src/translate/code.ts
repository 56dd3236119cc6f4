// The program of this package that a translation is.

import type { Draft } from "./draft.js";
import type { Setting } from "./setting.js";

interface Parts {
  readonly losses: readonly Draft[];
  /** Metrics, by the line that makes each. */
  readonly metrics: readonly string[];
  readonly classWeight: Setting | undefined;
}

/** The program; empty without a loss. */
export function codeOf({ losses, metrics, classWeight }: Parts): string {
  if (losses.length === 0) return "";
  const names = new Set(losses.map(({ className }): string => className));
  const lines: string[] = [];
  if (classWeight) {
    names.add("sampleWeightFor");
    lines.push(`const sampleWeight = sampleWeightFor(yTrue, ${classWeight.text});`);
  }
  if (metrics.length > 0) names.add("metrics");
  losses.forEach((draft, i) => {
    const name = losses.length > 1 ? `loss${i + 1}` : "loss";
    const options = [...draft.options].map(([key, { text }]) => `${key}: ${text}`).join(", ");
    lines.push(`const ${name} = new ${draft.className}(${options && `{ ${options} }`});`);
    const weight = draft.sampleWeight?.text ?? (classWeight && "sampleWeight");
    const call = [
      draft.yTrue?.text ?? "yTrue",
      draft.yPred?.text ?? "yPred",
      ...(weight ? [weight] : []),
    ];
    lines.push(`${name}(${call.join(", ")});`);
  });
  const imported = `import { ${[...names].join(", ")} } from "binary-crossentropy";`;
  return `${[imported, "", ...lines, ...metrics].join("\n")}\n`;
}
