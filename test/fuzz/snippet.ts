// A call as a program that anyone can run.

import type { Kind, TensorSpec } from "../oracle/tensor.js";
import type { Argument, Call } from "./call.js";

const text = (value: unknown): string => {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `[${value.map(text).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key}: ${text(item)}`)
      .join(", ")} }`;
  return JSON.stringify(value);
};

const classOf = (kind: Kind) => (kind === "float16" || kind === "bfloat16" ? "Uint16Array" : kind);

function arrayOf(kind: Kind, data: readonly number[]): string {
  if (kind === "plain") return text(data);
  if (kind === "boolean") return text(data.map((x) => x === 1));
  if (kind === "float16" || kind === "bfloat16") return `Uint16Array.of(/* the bits of ${kind} ${data.map(text).join(", ")} */)`;
  return kind === "Buffer" ? `Buffer.of(${data.map(text).join(", ")})` : `${kind}.of(${data.map(text).join(", ")})`;
}

/** @param held The name of the array that the data lies in, where it has one. */
function tensorText({ form, kind, shape, data, names, strides, offset }: TensorSpec, held?: string): string {
  if (form === "number") return kind === "boolean" ? String(data[0] === 1) : text(data[0]);
  if (form === "typed") return held ?? arrayOf(kind, data);
  if (form === "nested" || form === "rows") return nested(kind, shape, data, form === "rows");
  const parts = [`data: ${held ?? arrayOf(kind, data)}`, `${names?.shape ?? "shape"}: ${text(shape)}`];
  if (names?.type) parts.unshift(`type: ${text(names.type)}`);
  if (strides) parts.push(`${names?.strides ?? "strides"}: ${text(strides)}`);
  if (offset) parts.push(`offset: ${offset}`);
  return `{ ${parts.join(", ")} }`;
}

function nested(kind: Kind, shape: readonly number[], data: readonly number[], isTyped: boolean): string {
  if (shape.length === 0) return kind === "boolean" ? String(data[0] === 1) : text(data[0]);
  if (isTyped && shape.length === 1) return arrayOf(kind, data);
  const step = data.length / shape[0]!;
  return `[${Array.from({ length: shape[0]! }, (_, i) => nested(kind, shape.slice(1), data.slice(i * step, (i + 1) * step), isTyped)).join(", ")}]`;
}

export function snippetOf(call: Call): string {
  const lines: string[] = [];
  const { out, memory } = call;
  const inputs = (["yTrue", "yPred", "sampleWeight", "mask"] as const).filter((name) => call[name]);
  const width = call.options.dtype === "float64" || (!call.options.dtype && call.yPred.kind === "Float64Array") ? 8 : 4;
  const outClass = width === 8 ? "Float64Array" : "Float32Array";
  const size = call.yPred.shape.reduce((a, b) => a * b, 1);
  if (memory !== "ordinary")
    lines.push(
      `// Its arrays lie in ${{ kernel: "a KernelMemory", shared: "a SharedArrayBuffer", sharedKernel: "a SharedKernelMemory" }[memory]}.`,
    );
  const held: Partial<Record<Argument, string>> = {};
  if (out?.over) {
    lines.push("const buffer = new ArrayBuffer(65536);");
    let at = 64;
    for (const name of out.over.inputs) {
      const { kind, data } = call[name]!;
      const made = kind === "Buffer" ? `Buffer.from(buffer, ${at}, ${data.length})` : `new ${classOf(kind)}(buffer, ${at}, ${data.length})`;
      held[name] = `${name}Data`;
      lines.push(`const ${name}Data = ${made};`, `${name}Data.set(${text(data)});`);
      at += Math.ceil((data.length * (/64/.test(kind) ? 8 : /32/.test(kind) ? 4 : /16/.test(kind) ? 2 : 1)) / 8) * 8;
    }
    lines.push(`const out = new ${outClass}(buffer, ${Math.floor(out.over.at / width) * width}, ${size});`);
  } else if (out) lines.push(`const out = new ${outClass}(${size});`);
  const list = inputs.filter((name) => name !== "mask").map((name) => tensorText(call[name]!, held[name]));
  const { reduction: _, ...elementOptions } = call.options;
  if (call.through === "function") return [...lines, `binaryCrossentropy(${list.join(", ")}, ${text(elementOptions)});`].join("\n");
  if (call.through === "metric") {
    lines.push(`const metric = new metrics.BinaryCrossentropy(${text(elementOptions)});`);
    lines.push(
      `metric.updateState(${list.join(", ")}${call.mask ? `${call.sampleWeight ? "" : ", undefined"}, { mask: ${tensorText(call.mask)} }` : ""}); // and metric.state()`,
    );
    return lines.join("\n");
  }
  lines.push(`const bce = new BinaryCrossentropy(${text(call.options)});`);
  if (call.through === "method") return [...lines, `bce.call(${list.join(", ")});`].join("\n");
  const options = [
    call.mask && `mask: ${tensorText(call.mask, held.mask)}`,
    out && (out.isShaped ? `out: { data: out, shape: ${text(call.yPred.shape)} }` : "out"),
  ].filter(Boolean);
  const rest = options.length > 0 ? `${call.sampleWeight ? "" : ", undefined"}, { ${options.join(", ")} }` : "";
  lines.push(`bce.valueAndGrad(${list.join(", ")}${rest}); // and bce(…), bce.hessian(…)`);
  return lines.join("\n");
}
