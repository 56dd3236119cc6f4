// Binary cross-entropy on buffers of a GPU: the class.

import { refuse, show } from "../errors.js";
import type { ElementOptions } from "../loss/binary-crossentropy.js";
import { asInstance, makeCallable } from "../loss/callable.js";
import { readKeys } from "../options/read-keys.js";
import { readOptions, type Settings } from "../options/read-options.js";
import { keepsCells, type Reduction } from "../semantics/reduction.js";
import { checkReduction } from "../task/check-reduction.js";
import { isReadable } from "../tensor/intrinsics.js";
import type { NdArray } from "../types.js";
import {
  type ArgumentName,
  type Call,
  encodeNames,
  type GpuCallOptions,
  type GpuEncodeArguments,
  type GpuGradOptions,
  readCall,
  readCallOptions,
} from "./arguments.js";
import type { Device, GpuBuffer, GpuComputePass, GpuDevice, Pass, PlatformBuffer } from "./gpu.js";
import type { GpuOperand, Operand } from "./operands.js";
import { Pipelines } from "./pipelines.js";
import { type Plan, planOf, type Scratch, storageOf } from "./plan.js";
import { Plans } from "./plans.js";
import { Runtime } from "./runtime.js";
import { emptyValue, type Wanted, wayOf } from "./stages.js";
import { valueOfSums, wordsOfValue } from "./value.js";
import type { Derivative, OperandKinds } from "./variant.js";

const owner = "GpuBinaryCrossentropy";

export interface GpuBinaryCrossentropyOptions<R extends Reduction = Reduction>
  extends Omit<ElementOptions, "dtype" | "validate"> {
  /** Float32 is what a GPU computes in. */
  readonly dtype?: "float32" | undefined;
  /** As in `BinaryCrossentropy`. */
  readonly reduction?: R | undefined;
  /** The name of the instance. */
  readonly name?: string | undefined;
}

/** What a call gives under a reduction: a number, or one loss per cell for `"none"` and `null`. */
export type GpuResult<R extends Reduction> = R extends "none" | null ? NdArray : number;

/** An instance is called like a function. */
export interface GpuBinaryCrossentropy<R extends Reduction = "auto"> {
  /**
   * The loss of predictions against labels.
   *
   * @param yTrue Labels in [0, 1]: a buffer of float32, or of bytes by `type: "uint8"`; or a number,
   * that label everywhere.
   * @param yPred Probabilities, or logits with `fromLogits`: a buffer of float32.
   * @param options Shape, weights and mask.
   * @returns The value in nats; for `"none"` and `null` the losses, read back.
   * @throws ValueError or ShapeError for arguments that do not fit, and for what goes wrong on the
   * device, each as a rejection.
   */
  // biome-ignore lint/style/useShorthandFunctionType: only an interface merges with the class below.
  (yTrue: GpuOperand | number, yPred: GpuOperand, options?: GpuCallOptions): Promise<GpuResult<R>>;
}

/** Where an instance becomes a function: private fields are then the function's own. */
class CallableInstance {
  constructor(
    run: (...args: never[]) => unknown,
    Class: { readonly prototype: object },
    own: object,
  ) {
    // biome-ignore lint/correctness/noConstructorReturn: what is returned is the callable instance.
    return asInstance(run, Class, own as Readonly<Record<string, unknown>>);
  }
}

/**
 * Binary cross-entropy on buffers of a GPU, with the numbers of `BinaryCrossentropy` in float32.
 *
 * *Computed as* there, by shaders of this package. What is public of it beside this class is the
 * package's page docs/webgpu.md.
 *
 * @typeParam R The reduction.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export class GpuBinaryCrossentropy<const R extends Reduction = "auto"> extends CallableInstance {
  declare readonly name: string;
  declare readonly reduction: R;
  readonly #settings: Settings;
  readonly #runtime: Runtime;
  readonly #pipelines: Pipelines;
  readonly #plans = new Plans();
  readonly #scratch: Scratch;
  /** Where losses are written to before they are read back: the largest so far. */
  #lossBuffer: GpuBuffer | undefined;

  static {
    makeCallable(GpuBinaryCrossentropy.prototype);
  }

  private constructor(runtime: Runtime, settings: Settings) {
    // A promise, whatever is wrong with the arguments.
    const run = async (yTrue: unknown, yPred: unknown, options?: unknown) => {
      const given = readCallOptions(owner, options, yTrue, yPred, null);
      return this.#value(readCall(owner, settings, given), []);
    };
    super(run, GpuBinaryCrossentropy, { name: settings.name, reduction: settings.reduction });
    const { device } = runtime;
    this.#settings = settings;
    this.#runtime = runtime;
    this.#pipelines = new Pipelines(device, settings);
    let partials: GpuBuffer | undefined;
    this.#scratch = {
      // The largest so far; plans of before keep theirs.
      partials(size) {
        if (!partials || partials.size < size) partials = storageOf(device, size);
        return partials;
      },
      posWeights: posWeightsOn(device, settings.posWeight),
    };
  }

  /**
   * Builds the loss on a device, and compiles a first shader there.
   *
   * @param device A `GPUDevice`; no feature of it is needed, and nothing of it is changed.
   * @throws ValueError, as a rejection, for an option of another name, type or value, and for a
   * device that is lost or cannot compute.
   */
  static async create<const R extends Reduction = "auto">(
    device: GpuDevice,
    options: GpuBinaryCrossentropyOptions<R> = {},
  ): Promise<GpuBinaryCrossentropy<R>> {
    const settings = readOptions(owner, options);
    refuseOptions(settings);
    checkDevice(device);
    const runtime = new Runtime(owner, device as unknown as Device);
    // A device that was lost before says so when it is first asked.
    await Promise.resolve();
    let made: GpuBinaryCrossentropy<R> | undefined;
    await runtime.run(
      () => {
        made = new GpuBinaryCrossentropy<R>(runtime, settings);
      },
      () => made!.#pipelines.compile(plainKinds, plainStage),
    );
    return made!;
  }

  /**
   * The loss, and its gradient with respect to `yPred` in the same pass over the data.
   *
   * @returns The value as a call gives it, and the buffer of the gradient: `out`, or a new one with
   * the usages STORAGE, COPY_SRC and COPY_DST, which is the caller's.
   * @throws As a call does.
   */
  async valueAndGrad(
    yTrue: GpuOperand | number,
    yPred: GpuOperand,
    options: GpuGradOptions = {},
  ): Promise<{ value: GpuResult<R>; grad: PlatformBuffer }> {
    const given = readCallOptions(owner, options, yTrue, yPred, "grad");
    const { call, out } = this.#withOutput(given, "grad");
    return { value: await this.#value(call, ["gradient"]), grad: out };
  }

  /**
   * The diagonal of the Hessian: the second derivative of the value, or of the sum of the values, by
   * each prediction.
   *
   * @returns The buffer: `out`, or a new one.
   * @throws As a call does.
   */
  async hessian(
    yTrue: GpuOperand | number,
    yPred: GpuOperand,
    options: GpuGradOptions = {},
  ): Promise<PlatformBuffer> {
    const given = readCallOptions(owner, options, yTrue, yPred, "hessian");
    const { call, out } = this.#withOutput(given, "hessian");
    checkReduction(owner, this.reduction);
    if (call.layout.count === 0) return out;
    const runtime = this.#runtime;
    const wanted = { value: null, derivatives: ["hessian"], losses: false } as const;
    await runtime.run(
      () => {
        const plan = this.#plan(call, wanted);
        runtime.submit((pass) => plan.encode(pass), plan.partials, 4);
      },
      async () => {},
    );
    return out;
  }

  /**
   * Encodes the loss into a compute pass of the caller's: nothing is submitted and nothing read
   * back. What is given among `grad`, `hessian`, `losses` and `value` is written.
   *
   * @param pass A `GPUComputePassEncoder` of the loss's device. Pipeline and bind group 0 of it are
   * set anew.
   * @throws ValueError or ShapeError for arguments that do not fit, and for a lost device.
   */
  encode(pass: GpuComputePass, args: GpuEncodeArguments): void {
    const isPass =
      isReadable(pass) &&
      typeof (pass as Partial<GpuComputePass>).dispatchWorkgroups === "function";
    if (!isPass) refuse(owner, "pass", "be a GPUComputePassEncoder", show(pass));
    this.#runtime.checkDevice();
    const given = readKeys<ArgumentName>(owner, "arguments", args, encodeNames);
    const call = readCall(owner, this.#settings, given);
    checkReduction(owner, this.reduction);
    const { grad, hessian, losses, value } = call.operands;
    const derivatives: Derivative[] = [];
    if (grad) derivatives.push("gradient");
    if (hessian) derivatives.push("hessian");
    const plan = this.#plan(call, {
      value: value ? "finished" : null,
      derivatives,
      losses: losses !== undefined,
    });
    plan.encode(pass as unknown as Pass);
  }

  /** The call, and its output: the caller's, or a new buffer. */
  #withOutput(given: Map<ArgumentName, unknown>, name: "grad" | "hessian") {
    this.#runtime.checkDevice();
    const call = readCall(owner, this.#settings, given, "out");
    const own = call.operands[name];
    if (own) return { call, out: own.buffer as unknown as PlatformBuffer };
    const buffer = storageOf(this.#runtime.device, 4 * call.layout.count);
    const operands = { ...call.operands, [name]: ownOperand("out", buffer) };
    return { call: { ...call, operands }, out: buffer as unknown as PlatformBuffer };
  }

  #plan({ operands, kinds, layout }: Call, wanted: Wanted): Plan {
    const { reduction, ignoreLabel } = this.#settings;
    const { value, derivatives, losses } = wanted;
    const key = [value, derivatives.join("+"), losses, layout.shape.join("x")].join(" ");
    return this.#plans.for(operands, key, () => {
      const ignores = ignoreLabel !== undefined;
      const way = wayOf(reduction, ignores, kinds, layout, wanted);
      return planOf(
        owner,
        this.#runtime.device,
        this.#pipelines,
        this.#scratch,
        kinds,
        way,
        layout,
        operands,
        ignores || kinds.mask !== null,
      );
    });
  }

  /** Runs a call and reads its value, or its losses. */
  async #value(call: Call, derivatives: readonly Derivative[]): Promise<GpuResult<R>> {
    checkReduction(owner, this.reduction);
    const { layout } = call;
    const isEach = keepsCells(this.reduction);
    const result = (data: Float32Array) =>
      (isEach ? { data, shape: [...layout.cellShape] } : data[0]!) as GpuResult<R>;
    const selects = this.#settings.ignoreLabel !== undefined || call.kinds.mask !== null;
    this.#runtime.checkDevice();
    if (layout.count === 0)
      return result(new Float32Array(isEach ? layout.rows : 1).fill(emptyValue(layout, selects)));
    // The one loss of one row is the sum over all.
    if (!isEach || layout.rows === 1)
      return result(Float32Array.of(await this.#sum(call, derivatives)));
    return result(await this.#losses(call, derivatives));
  }

  async #sum(call: Call, derivatives: readonly Derivative[]): Promise<number> {
    const runtime = this.#runtime;
    let plan: Plan;
    let read: () => Promise<Uint32Array>;
    return runtime.run(
      () => {
        plan = this.#plan(call, { value: "sums", derivatives, losses: false });
        const size = 4 * wordsOfValue(plan.sums, plan.way);
        read = runtime.submit((pass) => plan.encode(pass), plan.partials, size);
      },
      async () => valueOfSums(await read(), plan.sums, plan.way),
    );
  }

  async #losses(call: Call, derivatives: readonly Derivative[]): Promise<Float32Array> {
    const runtime = this.#runtime;
    const size = 4 * call.layout.rows;
    let read: () => Promise<Uint32Array>;
    return runtime.run(
      () => {
        if (!this.#lossBuffer || this.#lossBuffer.size < size)
          this.#lossBuffer = storageOf(runtime.device, size);
        const losses = ownOperand("losses", this.#lossBuffer);
        const operands = { ...call.operands, losses };
        const plan = this.#plan({ ...call, operands }, { value: null, derivatives, losses: true });
        read = runtime.submit((pass) => plan.encode(pass), losses.buffer, size);
      },
      async () => new Float32Array((await read()).buffer),
    );
  }
}

/** A buffer of the package's own, as an argument. */
function ownOperand(argument: string, buffer: GpuBuffer): Operand {
  return { argument, buffer, offset: 0, size: buffer.size, type: "float32", shape: undefined };
}

/** What is compiled first: a mean over flat data. */
const plainKinds: OperandKinds = { labels: "float32", weight: null, mask: null };
const plainStage = {
  stage: "elements",
  sums: ["losses"],
  derivative: "gradient",
  readsDivisor: false,
  readsRows: false,
} as const;

function refuseOptions({ dtype, validate }: Settings): void {
  if (dtype === "float64") refuse(owner, "dtype", 'be "float32" on a GPU', show(dtype));
  if (validate)
    refuse(owner, "validate", "be false on a GPU", "true", "Check with BinaryCrossentropy.");
}

function checkDevice(device: unknown): asserts device is GpuDevice {
  const methods = ["createBuffer", "createComputePipelineAsync", "pushErrorScope"];
  const has = (name: string) => typeof (device as Record<string, unknown>)[name] === "function";
  if (!isReadable(device) || !methods.every(has))
    refuse(owner, "device", "be a GPUDevice", show(device));
}

/** One weight per label, in a buffer; undefined for one number. */
function posWeightsOn(device: Device, posWeight: Settings["posWeight"]): GpuBuffer | undefined {
  if (!Array.isArray(posWeight)) return undefined;
  const floats = Float32Array.from(posWeight);
  const buffer = storageOf(device, floats.byteLength);
  device.queue.writeBuffer(buffer, 0, new Uint32Array(floats.buffer));
  return buffer;
}
