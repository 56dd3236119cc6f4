import { readGolden } from "@binary-crossentropy/test/golden";
import type { FocalGolden } from "../support/focal-golden.js";
import { buffersOn } from "./bodies/backend.js";
import { describeFocal } from "./bodies/focal.js";
import { nodeDevice } from "./node-device.js";

describeFocal(
  buffersOn("SwiftShader in Node", () => nodeDevice()),
  readGolden<FocalGolden>("focal.json"),
);
