import { readGolden } from "@binary-crossentropy/test/golden";
import { buffersOn } from "./bodies/backend.js";
import { describeFocal, type FocalReferences } from "./bodies/focal.js";
import { nodeDevice } from "./node-device.js";

describeFocal(
  buffersOn("SwiftShader in Node", () => nodeDevice()),
  readGolden<FocalReferences>("focal.json"),
);
