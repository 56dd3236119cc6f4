// What runs on a device and is awaited: submissions, what is read back, and everything that can go
// wrong on the way, which becomes a ValueError.

import { ValueError } from "../errors.js";
import { type Device, type Encoder, type GpuBuffer, mapRead, type Pass, usages } from "./gpu.js";

/** Buffers that nobody reads at the moment are kept for the next call, up to so many. */
const mostKept = 4;

export class Runtime {
  readonly device: Device;
  readonly #owner: string;
  readonly #idle: GpuBuffer[] = [];
  #lost = "";

  constructor(owner: string, device: Device) {
    this.device = device;
    this.#owner = owner;
    // Not awaited: it answers when the device is lost, perhaps never.
    void device.lost.then(({ reason, message }) => {
      this.#lost = `a lost one (${[reason, message].filter(Boolean).join(": ")})`;
    });
  }

  /** @throws ValueError where the device is lost. */
  checkDevice(): void {
    if (this.#lost) this.#fail(this.#lost);
  }

  #fail(received: string, cause?: unknown): never {
    throw new ValueError(`${this.#owner}: device must be able to compute, got ${received}.`, {
      cause,
    });
  }

  /**
   * Runs what makes and submits work: errors of the device that it causes before it first waits
   * reject.
   *
   * @throws ValueError with the device's reason.
   */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.checkDevice();
    const { device } = this;
    device.pushErrorScope("out-of-memory");
    device.pushErrorScope("validation");
    const working = work();
    // Both are popped whatever happens, so that the caller's own scopes stay as they were.
    const scopes = [device.popErrorScope(), device.popErrorScope()];
    const [result, ...popped] = await Promise.allSettled([working, ...scopes]);
    if (result.status === "rejected" && result.reason instanceof ValueError) throw result.reason;
    for (const scope of popped)
      if (scope.status === "fulfilled" && scope.value)
        this.#fail(`an error of it: ${scope.value.message}`);
    if (result.status === "fulfilled") return result.value;
    // What is lost says so a moment later.
    await Promise.resolve();
    this.#fail(this.#lost || `an error of it: ${messageOf(result.reason)}`, result.reason);
  }

  /** Encodes one pass, and what `copy` copies behind it, and submits both. */
  submit(encode: (pass: Pass) => void, copy?: (encoder: Encoder) => void): void {
    const { device } = this;
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    encode(pass);
    pass.end();
    copy?.(encoder);
    device.queue.submit([encoder.finish()]);
  }

  /** The same, and reads words of a buffer once they are there. */
  async submitAndRead(
    encode: (pass: Pass) => void,
    from: GpuBuffer,
    size: number,
  ): Promise<Uint32Array<ArrayBuffer>> {
    const staging = this.#take(size);
    try {
      this.submit(encode, (encoder) => encoder.copyBufferToBuffer(from, 0, staging, 0, size));
      await staging.mapAsync(mapRead);
      const words = new Uint32Array(staging.getMappedRange().slice(0, size));
      staging.unmap();
      this.#keep(staging);
      return words;
    } catch (error) {
      staging.destroy();
      throw error;
    }
  }

  #take(size: number): GpuBuffer {
    const at = this.#idle.findIndex((buffer) => buffer.size >= size);
    if (at >= 0) return this.#idle.splice(at, 1)[0]!;
    return this.device.createBuffer({ size, usage: usages.mapRead | usages.copyTarget });
  }

  #keep(buffer: GpuBuffer): void {
    if (this.#idle.length < mostKept) this.#idle.push(buffer);
    else buffer.destroy();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
