import { describeFailures } from "./bodies/failures.js";
import { describeBuffers } from "./bodies/memory.js";
import { nodeDevice } from "./node-device.js";

describeBuffers("SwiftShader in Node", nodeDevice);
describeFailures("SwiftShader in Node", nodeDevice);
