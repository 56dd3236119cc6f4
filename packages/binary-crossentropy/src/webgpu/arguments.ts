// The arguments of a call, read once and checked: nothing is made on the device before all is sound.

import { refuse, show } from "../errors.js";
import { readKeys } from "../options/read-keys.js";
import type { Settings } from "../options/read-options.js";
import { layOut } from "./layout.js";
import {
  bytesOf,
  checkRoom,
  type GpuOperand,
  isCount,
  type Operand,
  type Operands,
  readOperand,
  readShape,
} from "./operands.js";
import type { Layout } from "./spans.js";
import type { OperandKinds } from "./variant.js";

/** What a call may be told beside labels and predictions. */
export interface GpuCallOptions {
  /**
   * The shape of `yPred`, `[batch_size, d0, .. dN]`. Without it, and without `count`, all of the
   * buffer is read as flat data `[N]`: one sample of N predictions, as Keras has it.
   */
  readonly shape?: readonly number[] | undefined;
  /** The number of elements of flat data: the shape `[count]`. */
  readonly count?: number | undefined;
  /**
   * A number; or one weight for each sample, each loss or each element, by the number of its items
   * (or by its `shape`).
   */
  readonly sampleWeight?: GpuOperand | number | null | undefined;
  /** Which samples or elements count: those whose item is not 0. In the forms of a weight. */
  readonly mask?: GpuOperand | null | undefined;
}

/** The same, and where derivatives are written to. */
export interface GpuGradOptions extends GpuCallOptions {
  /** A buffer, of 4 bytes for each element, which no input lies in. Default: a new one. */
  readonly out?: GpuOperand | undefined;
}

/** What `encode` reads and writes. */
export interface GpuEncodeArguments extends GpuCallOptions {
  /** Labels in [0, 1], or one number: that label everywhere. */
  readonly yTrue: GpuOperand | number;
  /** Logits or probabilities. */
  readonly yPred: GpuOperand;
  /** Gets the gradient, 4 bytes for each element. */
  readonly grad?: GpuOperand | undefined;
  /** Gets the second derivatives, likewise. */
  readonly hessian?: GpuOperand | undefined;
  /** Gets the weighted losses, 4 bytes for each cell that is left of the mean over `axis`. */
  readonly losses?: GpuOperand | undefined;
  /** Gets the value, in 4 bytes. */
  readonly value?: GpuOperand | undefined;
}

const inputNames = ["yTrue", "yPred", "sampleWeight", "mask", "shape", "count"] as const;
const outputNames = ["grad", "hessian", "losses", "value"] as const;
export const encodeNames = [...inputNames, ...outputNames] as const;
export type ArgumentName = (typeof encodeNames)[number];

export interface Call {
  readonly operands: Operands;
  readonly kinds: OperandKinds;
  readonly layout: Layout;
}

/**
 * @param outputAs How messages name the output; without it, by its own name.
 * @throws ValueError, ShapeError for arguments that are none, or do not fit.
 */
export function readCall(
  owner: string,
  settings: Settings,
  given: ReadonlyMap<ArgumentName, unknown>,
  outputAs?: string,
): Call {
  const operand = (name: ArgumentName, mayBeBytes = false) => {
    const value = given.get(name);
    return value === undefined || value === null
      ? undefined
      : readOperand(owner, name, value, mayBeBytes);
  };
  const numberOr = (name: "yTrue" | "sampleWeight", mayBeBytes: boolean) => {
    const value = given.get(name);
    return typeof value === "number" ? value : operand(name, mayBeBytes);
  };
  const output = (name: (typeof outputNames)[number]) => {
    const value = given.get(name);
    const isGiven = value !== undefined && value !== null;
    return isGiven ? readOperand(owner, outputAs ?? name, value, false) : undefined;
  };
  const yTrue = numberOr("yTrue", true);
  const yPred = operand("yPred") ?? refuse(owner, "yPred", "be a GPUBuffer", "undefined");
  if (yTrue === undefined) refuse(owner, "yTrue", "be a GPUBuffer or a number", "undefined");
  const operands: Operands = {
    yTrue,
    yPred,
    sampleWeight: numberOr("sampleWeight", false),
    mask: operand("mask", true),
    grad: output("grad"),
    hessian: output("hessian"),
    losses: output("losses"),
    value: output("value"),
  };
  const layout = layOut(owner, settings, operands, shapeOf(owner, given, yPred));
  checkSizes(owner, operands, layout);
  checkOutputs(owner, operands);
  const { sampleWeight, mask } = operands;
  return {
    operands,
    layout,
    kinds: {
      labels: typeof yTrue === "number" ? "number" : yTrue.type,
      weight:
        sampleWeight === undefined ? null : typeof sampleWeight === "number" ? "number" : "float32",
      mask: mask?.type ?? null,
    },
  };
}

function shapeOf(owner: string, given: ReadonlyMap<ArgumentName, unknown>, yPred: Operand) {
  const [shape, count] = [given.get("shape"), given.get("count")];
  if (count !== undefined && shape !== undefined)
    refuse(owner, "count", "not be there beside shape", show(count));
  if (shape !== undefined) return readShape(owner, "shape", shape);
  if (count !== undefined) {
    if (!isCount(count)) refuse(owner, "count", "be a number of elements", show(count));
    return [count];
  }
  return yPred.shape ?? [Math.floor(yPred.size / bytesOf(yPred, 1))];
}

/** Shaders count elements in 32 bits, with room for a step beyond. */
const mostElements = 2 ** 31;

function checkSizes(owner: string, operands: Operands, layout: Layout): void {
  const { count, rows, shape, weightSpan, maskSpan } = layout;
  if (count > mostElements)
    refuse(owner, "shape", `span at most ${mostElements} elements`, show(count));
  const forShape = `for shape [${shape.join(", ")}]`;
  const items: { readonly [Name in keyof Operands]: number } = {
    yTrue: count,
    yPred: count,
    sampleWeight: weightSpan && Math.ceil(count / weightSpan),
    mask: maskSpan && Math.ceil(count / maskSpan),
    grad: count,
    hessian: count,
    losses: rows,
    value: 1,
  };
  for (const name of Object.keys(items) as (keyof Operands)[]) {
    const operand = operands[name];
    if (typeof operand === "object") checkRoom(owner, operand, items[name], forShape);
  }
}

/**
 * WebGPU lets a step of a pass read a buffer or write it, not both, and outputs must not lie over
 * one another.
 *
 * @throws ValueError where an output is also another argument's buffer.
 */
function checkOutputs(owner: string, operands: Operands): void {
  for (const name of outputNames) {
    const output = operands[name];
    for (const [other, operand] of Object.entries(operands)) {
      if (!output || typeof operand !== "object" || operand === output) continue;
      const isShared = operand.buffer === output.buffer;
      const isOutput = (outputNames as readonly string[]).includes(other);
      if (!isShared || (isOutput && !overlaps(output, operand))) continue;
      const place = isOutput ? "lie apart from" : "be another buffer than that of";
      refuse(
        owner,
        output.argument,
        `${place} ${other}`,
        "the same",
        isOutput ? "" : "WebGPU does not let a shader read a buffer that it writes.",
      );
    }
  }
}

const overlaps = (a: Operand, b: Operand) =>
  a.offset < b.offset + b.size && b.offset < a.offset + a.size;

/** The options of a call among the arguments. */
export function readCallOptions(
  owner: string,
  options: unknown,
  yTrue: unknown,
  yPred: unknown,
  outAs: "grad" | "hessian" | null,
): Map<ArgumentName, unknown> {
  const names = ["shape", "count", "sampleWeight", "mask", ...(outAs ? ["out"] : [])];
  const given = readKeys<string>(owner, "options", options ?? undefined, names);
  const read = new Map<ArgumentName, unknown>([
    ["yTrue", yTrue],
    ["yPred", yPred],
  ]);
  for (const [name, value] of given)
    read.set(name === "out" ? outAs! : (name as ArgumentName), value);
  return read;
}
