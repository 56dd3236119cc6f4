// Distance from exact arithmetic on the devices that every machine has.

import { exact } from "./bodies/exact.js";
import { cpu, onDevice, wasm } from "./device.js";

onDevice(wasm, exact);
onDevice(cpu, exact);
