// Reference values on the devices that every machine has.
//
// @module-tag thorough

import { goldens } from "./bodies/goldens.js";
import { cpu, onDevice, wasm } from "./device.js";

onDevice(wasm, goldens);
onDevice(cpu, goldens);
