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
import { DeviceLoss } from "./device-loss.js";
import type { Device, GpuComputePass, GpuDevice, Pass, PlatformBuffer } from "./gpu.js";
import type { GpuOperand } from "./operands.js";
import { Runtime } from "./runtime.js";
import type { Derivative } from "./variant.js";

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
 * Binary cross-entropy on buffers of a GPU, with the numbers of `BinaryCrossentropy` in float32. It
 * is computed there, by shaders of this package; docs/webgpu.md is its page.
 *
 * @typeParam R The reduction.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export class GpuBinaryCrossentropy<const R extends Reduction = "auto"> extends CallableInstance {
  declare readonly name: string;
  declare readonly reduction: R;
  readonly #settings: Settings;
  readonly #loss: DeviceLoss;

  static {
    makeCallable(GpuBinaryCrossentropy.prototype);
  }

  private constructor(settings: Settings, loss: DeviceLoss) {
    // A promise, whatever is wrong with the arguments.
    const run = async (yTrue: unknown, yPred: unknown, options?: unknown) => {
      const call = this.#read(readCallOptions(owner, options, yTrue, yPred, null));
      return this.#result(call, await loss.value(call));
    };
    super(run, GpuBinaryCrossentropy, { name: settings.name, reduction: settings.reduction });
    this.#settings = settings;
    this.#loss = loss;
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
    return new GpuBinaryCrossentropy<R>(
      settings,
      await DeviceLoss.create(owner, runtime, settings),
    );
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
    const call = this.#read(readCallOptions(owner, options, yTrue, yPred, "grad"), "out");
    const { value, out } = await this.#loss.valueAndGradient(call);
    return { value: this.#result(call, value), grad: out as unknown as PlatformBuffer };
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
    const call = this.#read(readCallOptions(owner, options, yTrue, yPred, "hessian"), "out");
    return (await this.#loss.hessian(call)) as unknown as PlatformBuffer;
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
    const call = this.#read(readKeys<ArgumentName>(owner, "arguments", args, encodeNames));
    const { grad, hessian, losses, value } = call.operands;
    const derivatives: Derivative[] = [];
    if (grad) derivatives.push("gradient");
    if (hessian) derivatives.push("hessian");
    this.#loss.encode(pass as unknown as Pass, call, {
      value: value ? "finished" : null,
      derivatives,
      losses: losses !== undefined,
    });
  }

  /** Everything that can be wrong with a call, before anything is made for it. */
  #read(given: ReadonlyMap<ArgumentName, unknown>, outputAs?: string): Call {
    this.#loss.checkDevice();
    const call = readCall(owner, this.#settings, given, outputAs);
    checkReduction(owner, this.reduction);
    return call;
  }

  #result({ layout }: Call, data: Float32Array): GpuResult<R> {
    const isEach = keepsCells(this.reduction);
    return (isEach ? { data, shape: [...layout.cellShape] } : data[0]!) as GpuResult<R>;
  }
}

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
