// The loss on the devices of jax-js that every machine has.

import { defaultDevice, init } from "@jax-js/jax";
import { BinaryCrossentropy } from "binary-crossentropy/jax";
import { expect, test } from "vitest";
import { laws } from "./bodies/laws.js";
import { models } from "./bodies/models.js";
import { specials } from "./bodies/specials.js";
import { array, cpu, onDevice, wasm } from "./device.js";

onDevice(wasm, specials, laws, models);
onDevice(cpu, specials, laws, models);

test("a loss is computed on the device that is the default one when it is called", async () => {
  await init("cpu", "wasm");
  const loss = new BinaryCrossentropy({ fromLogits: true, axis: [], posWeight: [2, 3] });
  for (const device of ["cpu", "wasm", "cpu"] as const) {
    defaultDevice(device);
    const value = loss(array([0, 1]), array([2, -1]));
    expect(value.device).toBe(device);
    value.dispose();
  }
});
