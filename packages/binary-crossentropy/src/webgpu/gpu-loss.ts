// What the losses on buffers of a GPU have in common: the base of their classes.

import { refuse, show } from "../errors.js";
import { asInstance, makeCallable } from "../loss/callable.js";
import type { ElementOptions } from "../loss/elementwise-loss.js";
import { readKeys } from "../options/read-keys.js";
import type { Settings } from "../options/read-options.js";
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
import type { Derivative, FocusedSettings } from "./variant.js";

/** What the classes on buffers share. */
export interface GpuElementOptions<R extends Reduction = Reduction>
  extends Omit<ElementOptions, "dtype" | "validate"> {
  /** Float32 is what a GPU computes in. */
  readonly dtype?: "float32" | undefined;
  /** As in the class on arrays. */
  readonly reduction?: R | undefined;
  /** The name of the instance. */
  readonly name?: string | undefined;
}

/** What a call gives under a reduction: a number, or one loss per cell for `"none"` and `null`. */
export type GpuResult<R extends Reduction> = R extends "none" | null ? NdArray : number;

/** An instance is called like a function. */
export interface GpuLoss<R extends Reduction = Reduction> {
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

/** A loss that is ready to be called on its device. */
export interface LossOnDevice {
  /** The class, as messages name it. */
  readonly owner: string;
  readonly settings: Settings;
  readonly loss: DeviceLoss;
}

/**
 * The base class of losses on buffers of a GPU: `GpuBinaryCrossentropy` and
 * `GpuBinaryFocalCrossentropy`.
 *
 * @typeParam R The reduction.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export abstract class GpuLoss<R extends Reduction = Reduction> extends CallableInstance {
  declare readonly name: string;
  declare readonly reduction: R;
  readonly #owner: string;
  readonly #settings: Settings;
  readonly #loss: DeviceLoss;

  static {
    makeCallable(GpuLoss.prototype);
  }

  /** @internal */
  protected constructor(made: LossOnDevice) {
    const { owner, settings, loss } = made ?? {};
    if (!(loss instanceof DeviceLoss)) {
      const { name } = new.target;
      refuse(name, "an instance", `be made by await ${name}.create(device, options)`, "new");
    }
    // A promise, whatever is wrong with the arguments.
    const run = async (yTrue: unknown, yPred: unknown, options?: unknown) => {
      const call = this.#read(readCallOptions(owner, options, yTrue, yPred, null));
      return this.#result(call, await loss.value(call));
    };
    super(run, new.target, { name: settings.name, reduction: settings.reduction });
    this.#owner = owner;
    this.#settings = settings;
    this.#loss = loss;
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
    const call = this.#read(readCallOptions(this.#owner, options, yTrue, yPred, "grad"), "out");
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
    const call = this.#read(readCallOptions(this.#owner, options, yTrue, yPred, "hessian"), "out");
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
    if (!isPass) refuse(this.#owner, "pass", "be a GPUComputePassEncoder", show(pass));
    const call = this.#read(readKeys<ArgumentName>(this.#owner, "arguments", args, encodeNames));
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
    const call = readCall(this.#owner, this.#settings, given, outputAs);
    checkReduction(this.#owner, this.reduction);
    return call;
  }

  #result({ layout }: Call, data: Float32Array): GpuResult<R> {
    const isEach = keepsCells(this.reduction);
    return (isEach ? { data, shape: [...layout.cellShape] } : data[0]!) as GpuResult<R>;
  }
}

/**
 * Checks a device and options, and compiles a first shader there.
 *
 * @throws ValueError, as a rejection, for options that are not for a GPU, and for a device that is
 * lost or cannot compute.
 */
export async function onDevice(
  owner: string,
  device: unknown,
  focused: FocusedSettings,
): Promise<LossOnDevice> {
  const { settings } = focused;
  refuseOptions(owner, settings);
  checkDevice(owner, device);
  const runtime = new Runtime(owner, device as unknown as Device);
  // A device that was lost before says so when it is first asked.
  await Promise.resolve();
  return { owner, settings, loss: await DeviceLoss.create(owner, runtime, focused) };
}

function refuseOptions(owner: string, { dtype, validate }: Settings): void {
  if (dtype === "float64") refuse(owner, "dtype", 'be "float32" on a GPU', show(dtype));
  if (validate)
    refuse(owner, "validate", "be false on a GPU", "true", "Check with BinaryCrossentropy.");
}

function checkDevice(owner: string, device: unknown): asserts device is GpuDevice {
  const methods = ["createBuffer", "createComputePipelineAsync", "pushErrorScope"];
  const has = (name: string) => typeof (device as Record<string, unknown>)[name] === "function";
  if (!isReadable(device) || !methods.every(has))
    refuse(owner, "device", "be a GPUDevice", show(device));
}
