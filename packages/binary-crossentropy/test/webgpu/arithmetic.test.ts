import { describeArithmetic, elementsOn } from "./bodies/arithmetic.js";
import { nodeDevice } from "./node-device.js";

describeArithmetic("SwiftShader in Node", () => elementsOn(nodeDevice));
