// A call as a program that anyone can run.

import { isFocal } from "../oracle/loss.js";
import type { Kind, TensorSpec } from "../oracle/tensor.js";
import type { Argument, Call, Memory } from "./call.js";
import { storedAs } from "./half.js";

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

function arrayOf(kind: Kind, data: readonly number[], isPut: boolean): string {
  if (kind === "plain") return text(data);
  if (kind === "boolean") return text(data.map((x) => x === 1));
  const list = data.map(storedAs(kind)).map(text).join(", ");
  return isPut ? `put(${classOf(kind)}, [${list}])` : `${classOf(kind)}.of(${list})`;
}

/** @param held The name of the array that the data lies in, where it has one. */
function tensorText(
  { form, kind, shape, data, names, strides, offset }: TensorSpec,
  isPut: boolean,
  held?: string,
): string {
  if (form === "number") return kind === "boolean" ? String(data[0] === 1) : text(data[0]);
  if (form === "typed") return held ?? arrayOf(kind, data, isPut);
  if (form === "nested" || form === "rows") return nested(kind, shape, data, form === "rows");
  const parts = [
    `data: ${held ?? arrayOf(kind, data, isPut)}`,
    `${names?.shape ?? "shape"}: ${text(shape)}`,
  ];
  if (names?.type) parts.unshift(`type: ${text(names.type)}`);
  if (strides) parts.push(`${names?.strides ?? "strides"}: ${text(strides)}`);
  if (offset) parts.push(`offset: ${offset}`);
  return `{ ${parts.join(", ")} }`;
}

function nested(
  kind: Kind,
  shape: readonly number[],
  data: readonly number[],
  isTyped: boolean,
): string {
  if (shape.length === 0) return kind === "boolean" ? String(data[0] === 1) : text(data[0]);
  if (isTyped && shape.length === 1) return arrayOf(kind, data, false);
  const step = data.length / shape[0]!;
  return `[${Array.from({ length: shape[0]! }, (_, i) => nested(kind, shape.slice(1), data.slice(i * step, (i + 1) * step), isTyped)).join(", ")}]`;
}

/** A piece of memory of the call's kind, and how arrays are put into it. */
function memoryLines(memory: Memory): string[] {
  if (memory === "ordinary") return [];
  const made = {
    kernel: "new KernelMemory({ byteLength: 2 ** 20 })",
    sharedKernel: "new SharedKernelMemory({ byteLength: 2 ** 20 })",
  };
  const piece = "const piece = (bytes) => ";
  const lines =
    memory === "shared"
      ? [`${piece}new Uint8Array(new SharedArrayBuffer(bytes));`]
      : [`const memory = ${made[memory]};`, `${piece}memory.uint8(bytes);`];
  const place = "const { buffer, byteOffset } = piece(data.length * Kind.BYTES_PER_ELEMENT);";
  return [
    ...lines,
    `const put = (Kind, data) => { ${place} const array = new Kind(buffer, byteOffset, data.length); array.set(data); return array; };`,
  ];
}

/** The inputs and `out` in one piece of memory; fills in the names that they have there. */
function arenaLines(
  call: Call,
  held: Partial<Record<Argument, string>>,
  outClass: string,
  size: number,
): string[] {
  const { inputs, at: outAt } = call.out!.over!;
  const lines = [
    `const { buffer, byteOffset } = ${call.memory === "ordinary" ? "new Uint8Array(65536)" : "piece(65536)"};`,
  ];
  let at = 64;
  for (const name of inputs) {
    const { kind, data } = call[name]!;
    const place = `buffer, byteOffset + ${at}, ${data.length}`;
    const made = kind === "Buffer" ? `Buffer.from(${place})` : `new ${classOf(kind)}(${place})`;
    held[name] = `${name}Data`;
    lines.push(
      `const ${name}Data = ${made};`,
      `${name}Data.set(${text(data.map(storedAs(kind)))});`,
    );
    at += Math.ceil((data.length * bytesPer(kind)) / 8) * 8;
  }
  const width = outClass === "Float64Array" ? 8 : 4;
  return [
    ...lines,
    `const out = new ${outClass}(buffer, byteOffset + ${Math.floor(outAt / width) * width}, ${size});`,
  ];
}

const bytesPer = (kind: Kind) =>
  /64/.test(kind) ? 8 : /32/.test(kind) ? 4 : /16/.test(kind) ? 2 : 1;

function outLines(call: Call, held: Partial<Record<Argument, string>>): string[] {
  const { out, options, yPred } = call;
  if (!out) return [];
  const isFloat64 =
    options.dtype === "float64" ||
    (!options.dtype && yPred.kind === "Float64Array" && /typed|shaped/.test(yPred.form));
  const outClass = isFloat64 !== (out.spoiled === "dtype") ? "Float64Array" : "Float32Array";
  const size = yPred.shape.reduce((a, b) => a * b, 1) + (out.spoiled === "length" ? 1 : 0);
  if (out.over) return arenaLines(call, held, outClass, size);
  return [
    `const out = ${call.memory === "ordinary" ? `new ${outClass}(${size})` : `put(${outClass}, new Array(${size}).fill(0))`};`,
  ];
}

export function snippetOf(call: Call): string {
  const held: Partial<Record<Argument, string>> = {};
  const lines = [...memoryLines(call.memory), ...outLines(call, held)];
  const isPut = call.memory !== "ordinary";
  const list = (["yTrue", "yPred", "sampleWeight"] as const)
    .filter((name) => call[name])
    .map((name) => tensorText(call[name]!, isPut, held[name]));
  const shape = call.out?.spoiled === "shape" ? [...call.yPred.shape, 2] : call.yPred.shape;
  const options = [
    call.mask && `mask: ${tensorText(call.mask, isPut, held.mask)}`,
    call.out && (call.out.isShaped ? `out: { data: out, shape: ${text(shape)} }` : "out"),
  ].filter(Boolean);
  if (options.length > 0)
    list.push(...(call.sampleWeight ? [] : ["undefined"]), `{ ${options.join(", ")} }`);
  return [...lines, ...callLines(call, list.join(", "))].join("\n");
}

function callLines({ through, options }: Call, list: string): string[] {
  const { reduction: _, ...elementOptions } = options;
  const [name, losses] = isFocal(options)
    ? ["BinaryFocalCrossentropy", "binaryFocalCrossentropy"]
    : ["BinaryCrossentropy", "binaryCrossentropy"];
  if (through === "function") return [`${losses}(${list}, ${text(elementOptions)});`];
  if (through === "metric") {
    return [
      `const metric = new metrics.${name}(${text(elementOptions)});`,
      `metric.updateState(${list}); // and metric.state()`,
    ];
  }
  const made = `const bce = new ${name}(${text(options)});`;
  return [
    made,
    through === "method"
      ? `bce.call(${list});`
      : `bce.valueAndGrad(${list}); // and bce(…), bce.hessian(…)`,
  ];
}
