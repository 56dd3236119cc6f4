// The frameworks in Python that this machine has, started when a workload needs them.

import { BenchError } from "../errors.js";
import { entryOf, type Kind } from "../roster.js";
import type { Host } from "./protocol.js";
import { startPython } from "./python.js";

/** The modules in peers/, under the names that people know. */
const frameworks = {
  numpy_peer: "NumPy",
  tensorflow_peer: "TensorFlow",
  torch_peer: "PyTorch",
  jax_peer: "JAX",
};

const pythonKinds: readonly Kind[] = ["native", "conversion"];

export interface PeersOptions {
  readonly python: string;
  /** The only contenders wanted; null for all. */
  readonly contenders: readonly string[] | null;
}

/** How many threads a framework uses is settled when it starts. */
export class PythonPeers {
  readonly #options: PeersOptions;
  #threads = 0;
  #hosts: readonly Host[] = [];
  /** The frameworks that were looked for and not found. */
  missing: readonly string[] = [];

  constructor(options: PeersOptions) {
    this.#options = options;
  }

  async hostsFor(threads: number): Promise<readonly Host[]> {
    const { python, contenders } = this.#options;
    if (
      this.#threads === threads ||
      contenders?.every((name) => !pythonKinds.includes(entryOf(name).kind))
    )
      return this.#hosts;
    this.close();
    this.#threads = threads;
    const entries = Object.entries(frameworks);
    const hosts = await Promise.all(
      entries.map(([framework]) => orUndefined(startPython(framework, { python, threads }))),
    );
    this.#hosts = hosts.filter((host) => host !== undefined);
    this.missing = entries.filter((_, index) => !hosts[index]).map(([, name]) => name);
    return this.#hosts;
  }

  close(): void {
    for (const host of this.#hosts) host.close();
    this.#hosts = [];
  }
}

async function orUndefined(starting: Promise<Host>): Promise<Host | undefined> {
  try {
    return await starting;
  } catch (error) {
    if (error instanceof BenchError) return undefined;
    throw error;
  }
}
