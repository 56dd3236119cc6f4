// The loss on jax-js on WebGPU: what test/jax asks of the other devices.

import { exact } from "../../jax/bodies/exact.js";
import { laws } from "../../jax/bodies/laws.js";
import { models } from "../../jax/bodies/models.js";
import { specials } from "../../jax/bodies/specials.js";
import { onDevice } from "../../jax/device.js";
import { webgpu } from "./device.js";

onDevice(webgpu, exact, laws, models, specials);
