// What runs on a device and is awaited: submissions, what is read back, and everything that can go
// wrong on the way, which becomes a ValueError.

import { ValueError } from "../errors.js";
import { type Device, type GpuBuffer, mapRead, type Pass, usages } from "./gpu.js";

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
   * Runs what makes and submits work, and then `read`; errors of the device on the way reject.
   *
   * @throws ValueError with the device's reason.
   */
  async run<Result>(submit: () => void, read: () => Promise<Result>): Promise<Result> {
    this.checkDevice();
    const { device } = this;
    device.pushErrorScope("out-of-memory");
    device.pushErrorScope("validation");
    let thrown: unknown;
    try {
      submit();
    } catch (error) {
      thrown = error ?? new Error("unknown");
    }
    // Both are popped whatever happens, so that the caller's own scopes stay as they were.
    const scopes = [device.popErrorScope(), device.popErrorScope()];
    const results = await Promise.allSettled([
      ...scopes,
      thrown === undefined ? read() : Promise.reject(thrown),
    ]);
    if (thrown instanceof ValueError) throw thrown;
    for (const result of results.slice(0, 2))
      if (result.status === "fulfilled" && result.value)
        this.#fail(`an error of it: ${(result.value as { message: string }).message}`);
    const last = results[2]!;
    if (last.status === "fulfilled") return last.value as Result;
    // What is lost says so a moment later.
    await Promise.resolve();
    this.#fail(this.#lost || `an error of it: ${messageOf(last.reason)}`, last.reason);
  }

  /** Encodes one pass, copies what is to be read, and submits; `read` then gives its words. */
  submit(encode: (pass: Pass) => void, from: GpuBuffer, size: number): () => Promise<Uint32Array> {
    const { device } = this;
    const staging = this.#take(size);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    encode(pass);
    pass.end();
    encoder.copyBufferToBuffer(from, 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    return async () => {
      try {
        await staging.mapAsync(mapRead);
        const words = new Uint32Array(staging.getMappedRange().slice(0, size));
        staging.unmap();
        this.#keep(staging);
        return words;
      } catch (error) {
        staging.destroy();
        throw error;
      }
    };
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
