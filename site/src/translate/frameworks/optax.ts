// Losses of optax.

import { settingUnlessNone } from "../setting.js";
import { type Callable, elementsOfLogits, isIn, named, same, yPred, yTrue } from "./callable.js";

export const optax: readonly Callable[] = [
  {
    title: "optax's sigmoid_binary_cross_entropy",
    className: "BinaryCrossentropy",
    matches: named("sigmoid_binary_cross_entropy"),
    places: ["logits", "labels"],
    begin: elementsOfLogits,
    take: { logits: yPred, labels: yTrue },
  },
  {
    title: "optax's sigmoid_focal_loss",
    className: "BinaryFocalCrossentropy",
    matches: (path) => named("sigmoid_focal_loss")(path) && isIn("optax", path),
    places: ["logits", "labels", "alpha", "gamma"],
    begin: elementsOfLogits,
    take: {
      logits: yPred,
      labels: yTrue,
      alpha(draft, value) {
        if (!settingUnlessNone(value)) return;
        draft.set("applyClassBalancing", true);
        draft.write("alpha", value);
      },
      gamma: same("gamma"),
    },
  },
];
