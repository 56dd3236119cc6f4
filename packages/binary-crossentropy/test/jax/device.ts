// The devices of jax-js that every machine has, and how a test reads what is on one.

import { thorough } from "@binary-crossentropy/test/tiers";
import { defaultDevice, init, numpy as np } from "@jax-js/jax";
import { beforeAll, describe } from "vitest";
import type { Kind, Value } from "../../src/jax/term.js";

// Without this class, which Node 20 has not, jax-js takes no array of float64.
(globalThis as { Float16Array?: unknown }).Float16Array ??= class {};

/** What a test needs to know of the device that it runs on. */
export interface Device {
  readonly name: "cpu" | "wasm" | "webgpu";
  /** The precisions that it has. */
  readonly dtypes: readonly ("float32" | "float64")[];
  /** What is smaller it may take for 0. */
  readonly smallest: Readonly<Record<"float32" | "float64", number>>;
}

const common = { dtypes: ["float32", "float64"], smallest: { float32: 0, float64: 0 } } as const;

export const cpu: Device = { name: "cpu", ...common };
export const wasm: Device = { name: "wasm", ...common };

/** Runs the bodies with the device in force; cpu repeats what wasm has shown. */
export function onDevice(device: Device, ...bodies: ((device: Device) => void)[]): void {
  describe(device.name, device.name === "cpu" ? thorough : {}, () => {
    beforeAll(async () => {
      await init(device.name);
      defaultDevice(device.name);
    });
    for (const body of bodies) body(device);
  });
}

/** An array of jax-js. */
export function array(
  numbers: ArrayLike<number>,
  shape: readonly number[] = [numbers.length],
  dtype: Kind = "float32",
): Value {
  const list = Array.from(numbers);
  return np.array(list, { shape: [...shape], dtype: dtype as Value["dtype"] });
}

/** The numbers of an array, which is given up. */
export async function numbers(value: Value): Promise<number[]> {
  return Array.from(await value.data(), Number);
}
