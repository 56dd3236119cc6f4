import { describeArithmetic } from "./bodies/arithmetic.js";
import { nodeDevice } from "./node-device.js";

describeArithmetic("SwiftShader in Node", () => nodeDevice());
