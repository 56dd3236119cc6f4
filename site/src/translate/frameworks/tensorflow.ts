// TensorFlow's own functions, which Keras's losses are made of.

import { type Callable, elementsOfLogits, ignore, named, same, yPred, yTrue } from "./callable.js";

export const tensorflow: readonly Callable[] = [
  {
    title: "TensorFlow's sigmoid_cross_entropy_with_logits",
    className: "BinaryCrossentropy",
    matches: named("sigmoid_cross_entropy_with_logits"),
    places: ["labels", "logits", "name"],
    begin: elementsOfLogits,
    take: { labels: yTrue, logits: yPred, name: ignore },
  },
  {
    title: "TensorFlow's weighted_cross_entropy_with_logits",
    className: "BinaryCrossentropy",
    matches: named("weighted_cross_entropy_with_logits"),
    places: ["labels", "logits", "pos_weight", "name"],
    begin: elementsOfLogits,
    take: { labels: yTrue, logits: yPred, pos_weight: same("posWeight"), name: ignore },
  },
];
