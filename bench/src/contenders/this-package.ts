// This package as a user calls it: all checks and the layout of the call are part of the time.

import { BinaryCrossentropy } from "binary-crossentropy";
import { packageName } from "../names.js";
import type { Contender } from "./contender.js";

export const thisPackage: Contender = {
  name: packageName,
  prepare({ quantity, input }, { yTrue, yPred }) {
    const bce = new BinaryCrossentropy({ fromLogits: input === "logits" });
    if (quantity === "value") return { run: () => bce(yTrue, yPred), grad: undefined };
    const grad = new Float32Array(yPred.length);
    const options = { out: grad };
    return { run: () => bce.valueAndGrad(yTrue, yPred, undefined, options).value, grad };
  },
};
