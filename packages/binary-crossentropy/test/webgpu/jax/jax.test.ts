// Accuracy of the loss on jax-js on WebGPU: what test/jax asks of the other devices.

import { exact } from "../../jax/bodies/exact.js";
import { onDevice } from "../../jax/device.js";
import { webgpu } from "./device.js";

onDevice(webgpu, exact);
