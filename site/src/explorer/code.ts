// The marker's numbers as code to copy, whose comments are what it gives.

import { shortest } from "../digits.js";
import { type Line, valuesOf } from "./lines.js";
import { markerOf, type Settings } from "./settings.js";

const literal = (options: object) =>
  Object.entries(options)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(", ");

/** A program that computes a line at the marker. */
export function codeOf(settings: Settings, line: Line): string {
  const { label, dtype } = settings;
  const at = markerOf(settings);
  const [values] = valuesOf(line, label, Float64Array.of(at));
  const name = line.gamma > 0 ? "BinaryFocalCrossentropy" : "BinaryCrossentropy";
  const options = literal({ ...line.options, ...(line.gamma > 0 && { gamma: line.gamma }) });
  const shown = (value: number) => shortest(value, dtype);
  const call = `([[${label}]], [[${at}]])`;
  return `import { ${name} } from "binary-crossentropy";

const loss = new ${name}(${options === "" ? "" : `{ ${options} }`});
loss${call}; // ${shown(values!.loss)}
loss.valueAndGrad${call}.grad.data[0]; // ${shown(values!.gradient)}
loss.hessian${call}.data[0]; // ${shown(values!.hessian)}
`;
}
