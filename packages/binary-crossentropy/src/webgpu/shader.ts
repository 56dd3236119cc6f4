// The text of a stage's shader, for the options of a loss and the kinds of a call's operands: what
// reads the operands is written here, the stages themselves are files in wgsl/.

import { arithmetic, quickArithmetic } from "./arithmetic.js";
import { bitsOf, hex } from "./bits.js";
import type { Items, OperandKinds, ShaderOptions, Stage } from "./variant.js";
import { elements, finish, rowEach, rowShared, rows, sum, workgroup } from "./wgsl/sources.js";

/** The numbers that a shader reads for each call, in this order, each 0. */
export const noParameters = {
  /** Number of elements, of rows, of elements in a row and of labels along the last axis. */
  count: 0,
  rows: 0,
  rowLength: 0,
  labels: 0,
  /** Where operands begin in their bindings, in items. */
  yTrueAt: 0,
  yPredAt: 0,
  weightAt: 0,
  maskAt: 0,
  /** How many elements share one item. */
  weightSpan: 0,
  maskSpan: 0,
  /** Operands that are one number, as bits. */
  label: 0,
  weight: 0,
  /** Where results begin in their binding, and how many invocations left sums. */
  resultAt: 0,
  partials: 0,
  /** The scale of derivatives and the divisor of the value, each as m and k of m 2^k. */
  scaleM: 0,
  scaleK: 0,
  divisorM: 0,
  divisorK: 0,
  /** The value where there are no elements, as bits. */
  emptyBits: 0,
  /** Always 0, which the compiler does not know. */
  hiddenZero: 0,
};

export type Parameters = { [Name in keyof typeof noParameters]: number };

export const parameterNames = Object.keys(noParameters) as readonly (keyof Parameters)[];

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
      ? `@group(0) @binding(${binding.binding}) var<uniform> given: Params;\n`
      : declaredArray(binding),
  );
  const fields = parameterNames.map((name) => `${name}: ${parameterType(name)}`);
  const code = [
    ...declared,
    `struct Params { ${fields.join(", ")} }\n`,
    // Filled of the uniform once: some devices pay for each time that one is read.
    "var<private> params: Params;\n",
    functionsOf(options, kinds, stage),
    `@compute @workgroup_size(256) fn main(
 @builtin(workgroup_id) group: vec3u,
 @builtin(num_workgroups) groups: vec3u,
 @builtin(local_invocation_index) lane: u32,
) { params = given; ${stage.stage}(group.x, groups.x, lane); }
`,
  ].join("");
  return { code, entryPoint: "main", bindings };
}

/**
 * The functions of a stage. The one of its name is what each invocation of a workgroup of 256 calls,
 * with the workgroup's number, their number, and its own place in it; they read `params`, the
 * same as `given` where all invocations must agree, and the arrays of {@link bindingsOf}.
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

/** Functions that read the operands of element i, as bits. */
function operandReaders(
  { posWeight, ignoreLabel }: ShaderOptions,
  { labels, weight, mask }: OperandKinds,
): string {
  const label =
    labels === "number" ? "params.label" : readers[labels]("yTrue", "params.yTrueAt + i");
  const weights =
    weight === null
      ? "oneBits"
      : weight === "number"
        ? "params.weight"
        : "weights[params.weightAt + i / params.weightSpan]";
  const posWeights = Array.isArray(posWeight)
    ? "posWeights[i % params.labels]"
    : hex(bitsOf((posWeight as number | undefined) ?? 1));
  // Whatever is no 0, of floats and integers alike; −0 is one.
  const kept =
    mask && `(${readers[mask]("mask", "params.maskAt + i / params.maskSpan")} << 1u) != 0u`;
  const conditions = [...(kept ? [kept] : []), ...isOther(ignoreLabel)];
  return `
fn labelOf(i: u32) -> u32 { return ${label}; }
fn predictionOf(i: u32) -> u32 { return yPred[params.yPredAt + i]; }
fn weightOf(i: u32) -> u32 { return ${weights}; }
fn posWeightOf(i: u32) -> u32 { return ${posWeights}; }
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
        ...(stage.lanes === 1 ? [rowEach] : [workgroup, rowShared]),
      ];
    case "finish":
      return [
        `const givesValue = ${stage.gives === "value"};\n`,
        `const sumsDivisor = ${stage.divisor !== "host"};\n`,
        workgroup,
        finish,
      ];
  }
}

type Elements = Extract<Stage, { stage: "elements" }>;

function elementsText(options: ShaderOptions, kinds: OperandKinds, stage: Elements): string[] {
  const { sums, derivative, readsDivisor, readsRows } = stage;
  const quick = hasQuickWeights(options) ? quickArithmetic(options) : null;
  // Derivatives of a mean of nothing are 0.
  const scale = readsDivisor
    ? "let divisor = wideOf(factors[0]); if (isZero(divisor)) { return divisor; } return inverse(divisor);"
    : "return Wide(bitcast<f32>(params.scaleM), params.scaleK);";
  // A row's factor is no smaller than 1 / its length.
  const least = readsRows ? "scale.k + i32(countLeadingZeros(params.rowLength)) - 32" : "scale.k";
  const conditions = [
    "isQuickLabel(y)",
    "isQuickPrediction(x)",
    ...(kinds.weight === null ? [] : ["isQuickWeight(w)"]),
  ];
  const text = `
const hasQuick = ${quick !== null};
const sumsLosses = ${sums.includes("losses")};
const sumsWeights = ${sums.includes("weights")};
const sumsCells = ${sums.includes("cells")};
fn scaleOf() -> Wide { ${scale} }
fn isQuickScale(scale: Wide) -> bool { return scale.k < 33 && ${least} > -33; }
fn rowFactorOf(i: u32) -> u32 {
 return ${readsRows ? "factors[1u + i / params.rowLength]" : "oneBits"};
}
fn derivativeOf(y: u32, x: u32, w: Wide, factor: Wide) -> u32 {
 return ${derivative ? `bitsOf(times(${derivative}Of(y, x, w), factor))` : "0u"};
}
fn store(i: u32, derivative: u32) { ${derivative ? "results[params.resultAt + i] = derivative;" : ""} }
fn keep(at: u32, sum: Sum) { ${sums.length > 0 ? keeping : ""} }
fn isQuick(y: u32, x: u32, w: u32) -> bool { return ${quick ? conditions.join(" && ") : "false"}; }
fn quickDerivativeOf(quick: Quick) -> f32 { return ${derivative ? `quick.${derivative}` : "0.0"}; }
`;
  return [quick ?? noQuick, text, elements];
}

const keeping = `
 partials[2u * at] = select(bitcast<u32>(sum.high), bitsOf(totalOf(sum)), sum.special != 0u);
 partials[2u * at + 1u] = bitcast<u32>(sum.low);`;

/** What the stage names, where no element is one of those. */
const noQuick = `
struct Quick { loss: f32, gradient: f32, hessian: f32 }
fn quickSharesOf(y: u32, posWeight: f32) -> f32 { return 0.0; }
fn quickOf(shares: f32, x: u32) -> Quick { return Quick(0.0, 0.0, 0.0); }`;

/** As `isQuickWeight` of wgsl/quick.wgsl. */
function hasQuickWeights({ posWeight = 1 }: ShaderOptions): boolean {
  const all = typeof posWeight === "number" ? [posWeight] : posWeight;
  return all.every((w) => w === 0 || (Math.abs(w) >= 2 ** -10 && Math.abs(w) <= 2 ** 10));
}
