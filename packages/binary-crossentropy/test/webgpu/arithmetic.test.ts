import { describeArithmetic } from "./bodies/arithmetic.js";
import { elementsOn } from "./bodies/compute.js";
import { nodeDevice } from "./node-device.js";

describeArithmetic("SwiftShader in Node", async () => elementsOn(await nodeDevice()));
