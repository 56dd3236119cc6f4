// Puts modules that count in the place of those that this process compiles from then on.

import { functionsOf } from "../../../packages/binary-crossentropy/scripts/wasm-module.mjs";
import { counterName, countingModule } from "./counting-module.js";

export interface CountingEngine {
  /** How many instructions the kernels have executed since this was last asked. */
  take(): number;
}

/**
 * Has to be called before the package computes anything. Fused multiply-add is refused, so that the
 * counts are the same in all engines.
 */
export function installCountingEngine(): CountingEngine {
  const { Module, Instance, Memory, Global, validate } = WebAssembly;
  const counters: WebAssembly.Global[] = [];
  const api = {
    Memory,
    Global,
    validate: (bytes: Uint8Array<ArrayBuffer>) => !isRelaxed(bytes) && validate(bytes),
    Module: class {
      constructor(bytes: Uint8Array) {
        // biome-ignore lint/correctness/noConstructorReturn: it stands for the engine's own.
        return new Module(countingModule(bytes));
      }
    },
    Instance: class {
      constructor(module: WebAssembly.Module, imports: WebAssembly.Imports) {
        const instance = new Instance(module, imports);
        const counter = instance.exports[counterName];
        if (counter instanceof Global) counters.push(counter);
        // biome-ignore lint/correctness/noConstructorReturn: it stands for the engine's own.
        return instance;
      }
    },
  };
  Object.defineProperty(globalThis, "WebAssembly", { value: api });
  return {
    take() {
      const executed = counters.reduce((sum, { value }) => sum + Number(value), 0);
      for (const counter of counters) counter.value = 0n;
      return executed;
    },
  };
}

/** Whether a module has relaxed instructions: their numbers are 256 and more. */
function isRelaxed(module: Uint8Array): boolean {
  return functionsOf(module).some(({ instructions }) =>
    instructions.some(
      ({ bytes: [first, second, third] }) => first === 0xfd && second! >= 128 && third === 2,
    ),
  );
}
