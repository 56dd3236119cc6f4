// The loss on the devices of jax-js that every machine has.

import { laws } from "./bodies/laws.js";
import { models } from "./bodies/models.js";
import { specials } from "./bodies/specials.js";
import { cpu, onDevice, wasm } from "./device.js";

onDevice(wasm, specials, laws, models);
onDevice(cpu, specials, laws, models);
