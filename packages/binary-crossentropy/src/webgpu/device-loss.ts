// A loss on its device: what makes and submits the work of calls that are read and checked, and
// reads back what they give.

import type { Settings } from "../options/read-options.js";
import { keepsCells } from "../semantics/reduction.js";
import type { Call } from "./arguments.js";
import type { Device, GpuBuffer, Pass } from "./gpu.js";
import type { Operand } from "./operands.js";
import { Pipelines } from "./pipelines.js";
import { type Plan, planOf } from "./plan.js";
import { Plans } from "./plans.js";
import type { Runtime } from "./runtime.js";
import { type Scratch, scratchOn, storageOf } from "./scratch.js";
import { emptyValue, outputs, type Wanted, wayOf } from "./stages.js";
import { valueOfSums, wordsOfValue } from "./value.js";
import {
  type Derivative,
  type FocusedSettings,
  type OperandKinds,
  shaderOptionsOf,
} from "./variant.js";

/** What is compiled first: a mean over flat data, with its gradient. */
const plainKinds: OperandKinds = { labels: "float32", weight: null, mask: null };
const plainStage = {
  stage: "elements",
  sums: ["losses"],
  derivative: "gradient",
  readsDivisor: false,
  readsRows: false,
} as const;

export class DeviceLoss {
  readonly #owner: string;
  readonly #runtime: Runtime;
  readonly #settings: Settings;
  readonly #pipelines: Pipelines;
  readonly #scratch: Scratch;
  readonly #plans = new Plans();

  private constructor(owner: string, runtime: Runtime, focused: FocusedSettings) {
    const { settings } = focused;
    this.#owner = owner;
    this.#runtime = runtime;
    this.#settings = settings;
    this.#pipelines = new Pipelines(runtime.device, shaderOptionsOf(focused));
    this.#scratch = scratchOn(runtime.device, settings.posWeight);
  }

  /** Makes one, and compiles a first shader. */
  static create(owner: string, runtime: Runtime, focused: FocusedSettings): Promise<DeviceLoss> {
    return runtime.run(async () => {
      const made = new DeviceLoss(owner, runtime, focused);
      await made.#pipelines.compile(plainKinds, plainStage);
      return made;
    });
  }

  /** @throws ValueError where the device is lost. */
  checkDevice(): void {
    this.#runtime.checkDevice();
  }

  encode(pass: Pass, call: Call, wanted: Wanted): void {
    this.#plan(call, wanted).encode(pass);
  }

  /** The value, one number, or the losses of all cells. */
  value(call: Call): Promise<Float32Array> {
    return this.#runtime.run(() => this.#value(call, []));
  }

  /** The same, and the gradient in its operand's buffer, or in a new one. */
  valueAndGradient(call: Call): Promise<{ value: Float32Array; out: GpuBuffer }> {
    return this.#runtime.run(async () => {
      const { whole, out } = this.#withOutput(call, "gradient");
      return { value: await this.#value(whole, ["gradient"]), out };
    });
  }

  hessian(call: Call): Promise<GpuBuffer> {
    return this.#runtime.run(async () => {
      const { whole, out } = this.#withOutput(call, "hessian");
      if (call.layout.count > 0) {
        const plan = this.#plan(whole, { value: null, derivatives: ["hessian"], losses: false });
        this.#runtime.submit((pass) => plan.encode(pass));
      }
      return out;
    });
  }

  #withOutput(call: Call, derivative: Derivative): { whole: Call; out: GpuBuffer } {
    const name = outputs[derivative];
    const given = call.operands[name];
    if (given) return { whole: call, out: given.buffer };
    const out = storageOf(this.#device, 4 * call.layout.count);
    const operands = { ...call.operands, [name]: ownOperand("out", out) };
    return { whole: { ...call, operands }, out };
  }

  async #value(call: Call, derivatives: readonly Derivative[]): Promise<Float32Array> {
    const { count, rows } = call.layout;
    const isEach = keepsCells(this.#settings.reduction);
    if (count === 0) return new Float32Array(isEach ? rows : 1).fill(emptyValue(call.layout));
    // The one loss of one row is the sum over all.
    return isEach && rows > 1 ? this.#losses(call, derivatives) : this.#sum(call, derivatives);
  }

  async #sum(call: Call, derivatives: readonly Derivative[]): Promise<Float32Array> {
    const plan = this.#plan(call, { value: "sums", derivatives, losses: false });
    const { sums, way, partials } = plan;
    const words = await this.#read(plan, partials, 4 * wordsOfValue(sums, way));
    return Float32Array.of(valueOfSums(words, sums, way));
  }

  async #losses(call: Call, derivatives: readonly Derivative[]): Promise<Float32Array> {
    const size = 4 * call.layout.rows;
    const losses = ownOperand("losses", this.#scratch.losses(size));
    const whole = { ...call, operands: { ...call.operands, losses } };
    const plan = this.#plan(whole, { value: null, derivatives, losses: true });
    const words = await this.#read(plan, losses.buffer, size);
    return new Float32Array(words.buffer);
  }

  #read(plan: Plan, from: GpuBuffer, size: number): Promise<Uint32Array<ArrayBuffer>> {
    return this.#runtime.submitAndRead((pass) => plan.encode(pass), from, size);
  }

  #plan(call: Call, wanted: Wanted): Plan {
    const { kinds, layout, operands } = call;
    const { value, derivatives, losses } = wanted;
    const key = [value, derivatives.join("+"), losses, layout.shape.join("x")].join(" ");
    return this.#plans.for(operands, key, () => {
      const way = wayOf(this.#settings.reduction, kinds, layout, wanted);
      return planOf(this.#owner, this.#device, this.#pipelines, this.#scratch, call, way);
    });
  }

  get #device(): Device {
    return this.#runtime.device;
  }
}

/** A buffer of the package's own, as an argument. */
function ownOperand(argument: string, buffer: GpuBuffer): Operand {
  return { argument, buffer, offset: 0, size: buffer.size, type: "float32", shape: undefined };
}
