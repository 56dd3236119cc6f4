// Focal loss on the devices of jax-js that every machine has.

import { focal } from "./bodies/focal.js";
import { cpu, onDevice, wasm } from "./device.js";

onDevice(wasm, focal);
onDevice(cpu, focal);
