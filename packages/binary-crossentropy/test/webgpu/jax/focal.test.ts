// Focal loss on jax-js on WebGPU.
//
// @module-tag thorough

import { focal } from "../../jax/bodies/focal.js";
import { onDevice } from "../../jax/device.js";
import { webgpu } from "./device.js";

onDevice(webgpu, focal);
