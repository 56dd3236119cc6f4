// Reference values on jax-js on WebGPU.

import { goldens } from "../../jax/bodies/goldens.js";
import { onDevice } from "../../jax/device.js";
import { webgpu } from "./device.js";

onDevice(webgpu, goldens);
