import { readGolden } from "@binary-crossentropy/test/golden";
import { kerasNames, readKeras } from "@binary-crossentropy/test/keras-case";
import { buffersOn } from "./bodies/backend.js";
import { describeLoss, type References } from "./bodies/loss.js";
import { nodeDevice } from "./node-device.js";

describeLoss(
  buffersOn("SwiftShader in Node", () => nodeDevice()),
  {
    keras: kerasNames.map(readKeras),
    exact: readGolden<References["exact"]>("exact.json"),
  },
);
