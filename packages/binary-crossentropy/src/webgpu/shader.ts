// The text of a stage's shader, for the options of a loss and the kinds of a call's operands: what
// reads the operands is written here, the stages themselves are files in wgsl/.

import { arithmetic } from "./arithmetic.js";
import { bitsOf, hex } from "./bits.js";
import type { Derivative, Items, OperandKinds, ShaderOptions, Stage, SumName } from "./variant.js";
import { elements, finish, noQuick, quick, rowEach, rowShared, rows, sum } from "./wgsl/sources.js";

/** The numbers that a shader reads for each call, in this order. */
export const parameterNames = [
  /** Number of elements, of rows, of elements in a row and of labels along the last axis. */
  "count",
  "rows",
  "rowLength",
  "labels",
  /** Where operands begin in their bindings, in items. */
  "yTrueAt",
  "yPredAt",
  "weightAt",
  "maskAt",
  /** How many elements share one item. */
  "weightSpan",
  "maskSpan",
  /** Operands that are one number, as bits. */
  "label",
  "weight",
  /** Where results begin in their binding, and how many workgroups left sums. */
  "resultAt",
  "groups",
  /** The scale of derivatives and the divisor of the value, each as m and k of m 2^k. */
  "scaleM",
  "scaleK",
  "divisorM",
  "divisorK",
  /** The value where there are no elements, as bits. */
  "emptyBits",
  /** Always 0, which the compiler does not know. */
  "hiddenZero",
] as const;

export type Parameters = { [Name in (typeof parameterNames)[number]]: number };

/** Arrays that a shader may bind, in the order of their numbers. */
const bindingNames = [
  "params",
  "yTrue",
  "yPred",
  "weights",
  "mask",
  "posWeights",
  "factors",
  "partials",
  "results",
] as const;

export type BindingName = (typeof bindingNames)[number];

export interface Binding {
  readonly name: BindingName;
  readonly binding: number;
  readonly type: "uniform" | "read-only-storage" | "storage";
}

export interface Shader {
  readonly code: string;
  readonly entryPoint: string;
  readonly bindings: readonly Binding[];
}

export function shaderOf(options: ShaderOptions, kinds: OperandKinds, stage: Stage): Shader {
  const bindings = bindingsOf(options, kinds, stage);
  const declared = bindings.map((binding) =>
    binding.type === "uniform"
      ? `@group(0) @binding(${binding.binding}) var<uniform> params: Params;\n`
      : declaredArray(binding),
  );
  const fields = parameterNames.map((name) => `${name}: ${parameterType(name)}`);
  const code = [
    ...declared,
    `struct Params { ${fields.join(", ")} }\n`,
    functionsOf(options, kinds, stage),
    `@compute @workgroup_size(256) fn main(
 @builtin(workgroup_id) group: vec3u,
 @builtin(num_workgroups) groups: vec3u,
 @builtin(local_invocation_index) lane: u32,
) { ${stage.stage}(group.x, groups.x, lane); }
`,
  ].join("");
  return { code, entryPoint: "main", bindings };
}

/**
 * The functions of a stage. The one of its name is what each invocation of a workgroup of 256 calls,
 * with the workgroup's number, their number, and its own place in it; they read `params` and the
 * arrays of {@link bindingsOf}.
 */
export function functionsOf(options: ShaderOptions, kinds: OperandKinds, stage: Stage): string {
  return [
    arithmetic(options, "params.hiddenZero"),
    sum,
    ...(stage.stage === "finish" ? [] : [operandReaders(options, kinds)]),
    ...stageText(options, kinds, stage),
  ].join("");
}

export const parameterType = (name: string) => (name.endsWith("K") ? "i32" : "u32");

export function declaredArray({
  name,
  binding,
  type,
}: Omit<Binding, "name"> & { readonly name: string }): string {
  const access = type === "storage" ? "read_write" : "read";
  return `@group(0) @binding(${binding}) var<storage, ${access}> ${name}: array<u32>;\n`;
}

export function bindingsOf(
  { posWeight }: ShaderOptions,
  { labels, weight, mask }: OperandKinds,
  stage: Stage,
): Binding[] {
  const types = new Map<BindingName, Binding["type"]>([["params", "uniform"]]);
  if (stage.stage === "finish")
    types.set("partials", "read-only-storage").set("results", "storage");
  else {
    if (labels !== "number") types.set("yTrue", "read-only-storage");
    types.set("yPred", "read-only-storage");
    if (weight === "float32") types.set("weights", "read-only-storage");
    if (mask) types.set("mask", "read-only-storage");
    if (Array.isArray(posWeight)) types.set("posWeights", "read-only-storage");
  }
  if (stage.stage === "rows") types.set("results", "storage");
  if (stage.stage === "elements") {
    if (stage.readsDivisor || stage.readsRows) types.set("factors", "read-only-storage");
    if (stage.sums.length > 0) types.set("partials", "storage");
    if (stage.derivative) types.set("results", "storage");
  }
  return bindingNames.flatMap((name, binding) => {
    const type = types.get(name);
    return type ? [{ name, binding, type }] : [];
  });
}

/** Reads an item as the bits of a float. */
const readers: Readonly<Record<Exclude<Items, "number">, (array: string, at: string) => string>> = {
  float32: (array, at) => `${array}[${at}]`,
  int32: (array, at) => `bitcast<u32>(f32(bitcast<i32>(${array}[${at}])))`,
  uint8: (array, at) =>
    `bitcast<u32>(f32((${array}[(${at}) >> 2u] >> (8u * ((${at}) & 3u))) & 0xffu))`,
};

/** Functions that read the operands of element i, as bits or wide numbers. */
function operandReaders(
  { posWeight, ignoreLabel }: ShaderOptions,
  { labels, weight, mask }: OperandKinds,
): string {
  const label =
    labels === "number" ? "params.label" : readers[labels]("yTrue", "params.yTrueAt + i");
  const weights =
    weight === null
      ? "wide(1.0)"
      : weight === "number"
        ? "wideOf(params.weight)"
        : "wideOf(weights[params.weightAt + i / params.weightSpan])";
  const posWeights = Array.isArray(posWeight)
    ? "wideOf(posWeights[i % params.labels])"
    : `wideOf(${hex(bitsOf((posWeight as number | undefined) ?? 1))})`;
  // Whatever is no 0, of floats and integers alike; −0 is one.
  const kept =
    mask && `(${readers[mask]("mask", "params.maskAt + i / params.maskSpan")} << 1u) != 0u`;
  const conditions = [...(kept ? [kept] : []), ...isOther(ignoreLabel)];
  return `
fn labelOf(i: u32) -> u32 { return ${label}; }
fn predictionOf(i: u32) -> u32 { return yPred[params.yPredAt + i]; }
fn weightOf(i: u32) -> Wide { return ${weights}; }
fn posWeightOf(i: u32) -> Wide { return ${posWeights}; }
fn isKept(i: u32, y: u32) -> bool { return ${conditions.join(" && ") || "true"}; }
`;
}

/** Conditions that a label is not the one to be ignored, rounded as labels are. */
function isOther(ignoreLabel: number | undefined): string[] {
  if (ignoreLabel === undefined) return [];
  if (Number.isNaN(ignoreLabel)) return ["(y & 0x7fffffffu) <= infinityBits"];
  if (Math.fround(ignoreLabel) === 0) return ["(y << 1u) != 0u"];
  return [`y != ${hex(bitsOf(ignoreLabel))}`];
}

function stageText(options: ShaderOptions, kinds: OperandKinds, stage: Stage): string[] {
  switch (stage.stage) {
    case "elements":
      return elementsText(options, kinds, stage);
    case "rows":
      return [
        `const givesLosses = ${stage.gives === "losses"};\n`,
        rows,
        stage.lanes === 1 ? rowEach : rowShared,
      ];
    case "finish":
      return [
        `const givesValue = ${stage.gives === "value"};\n`,
        `const divisorFrom = ${{ host: 0, weights: 1, cells: 2 }[stage.divisor]}u;\n`,
        finish,
      ];
  }
}

const derivativeNames: Readonly<Record<Derivative, string>> = {
  gradient: "gradientOf",
  hessian: "hessianOf",
};

type Elements = Extract<Stage, { stage: "elements" }>;

/** Whether most elements need no wide numbers. */
function isPlain(options: ShaderOptions, { weight }: OperandKinds, stage: Elements): boolean {
  const { fromLogits, labelSmoothing, posWeight = 1 } = options;
  const isUnweighted =
    weight === null && posWeight === 1 && !stage.readsRows && !stage.readsDivisor;
  return fromLogits && labelSmoothing === 0 && isUnweighted;
}

function elementsText(options: ShaderOptions, kinds: OperandKinds, stage: Elements): string[] {
  const isQuick = isPlain(options, kinds, stage);
  const derivative = isQuick && stage.derivative;
  // The scale of a mean over all there can be is a normal number, and so is what it scales.
  const scaled = `bitcast<u32>(quick.${derivative} * (scale.m * powerOfTwo(scale.k)))`;
  return [
    isQuick ? quick : noQuick,
    `fn quickDerivativeOf(quick: Quick, scale: Wide) -> u32 { return ${derivative ? scaled : "0u"}; }\n`,
    elementsHelpers(stage),
    elements,
  ];
}

function elementsHelpers(stage: Elements): string {
  const { sums, derivative, readsDivisor, readsRows } = stage;
  const has = (name: SumName) => sums.includes(name);
  // Derivatives of a mean of nothing are 0.
  const scale = readsDivisor
    ? "let divisor = wideOf(factors[0]); if (isZero(divisor)) { return divisor; } return inverse(divisor);"
    : "return Wide(bitcast<f32>(params.scaleM), params.scaleK);";
  return `
const sumsLosses = ${has("losses")};
const sumsWeights = ${has("weights")};
const sumsCells = ${has("cells")};
fn scaleOf() -> Wide { ${scale} }
fn rowFactorOf(i: u32) -> Wide {
 return ${readsRows ? "wideOf(factors[1u + i / params.rowLength])" : "wide(1.0)"};
}
fn factorOf(i: u32) -> Wide { return times(weightOf(i), rowFactorOf(i)); }
fn derivativeOf(y: u32, x: u32, w: Wide, factor: Wide) -> u32 {
 return ${derivative ? `bitsOf(times(${derivativeNames[derivative]}(y, x, w), factor))` : "0u"};
}
fn store(i: u32, derivative: u32) { ${derivative ? "results[params.resultAt + i] = derivative;" : ""} }
fn keep(which: u32, group: u32, lane: u32, sum: Sum) {
 ${
   sums.length > 0
     ? `if (lane != 0u) { return; }
 let at = 12u * group + 4u * which;
 partials[at] = bitcast<u32>(sum.high);
 partials[at + 1u] = bitcast<u32>(sum.low);
 partials[at + 2u] = sum.special;`
     : ""
 }
}
`;
}
