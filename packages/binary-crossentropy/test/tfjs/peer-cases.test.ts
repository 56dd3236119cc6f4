// What the test suites of Keras, tf-keras and scikit-learn assert, on tensors. What is special
// about some cases stands in test/peer-cases.test.ts.

import { readGolden } from "@binary-crossentropy/test/golden";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { difference } from "../support/compare.js";
import { onEachBackend } from "./backends.js";
import { flatten, isDerivative, isPlain, type PeerCase, run } from "./peer-case.js";

const { cases } = readGolden<{ cases: PeerCase[] }>("peer_cases.json");
const titled = cases.map((peer, i) => ({ peer, title: `${i} ${peer.source}` }));
onEachBackend(() => {
  test.each(titled.filter(({ peer }) => isPlain(peer) && !isDerivative(peer)))(
    "$title",
    ({ peer }) => {
      const { atol = 0, rtol = 0 } = peer.tolerance!;
      const actual = tf.tidy(() => run(peer).dataSync());
      expect(
        difference(actual, flatten(peer.expected as never), {
          relative: Math.max(rtol, 1e-6),
          floor: Math.max(atol, 1e-7),
        }),
      ).toBe("");
    },
  );

  test.each(titled.filter(({ peer }) => isDerivative(peer)))("$title", ({ peer }) => {
    const { loss, gradient, hessian } = peer.expected as {
      loss: number;
      gradient: number;
      hessian: number;
    };
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const [y, z] = [Math.fround(Number(peer.y_true)), Math.fround(Number(peer.y_pred))];
    // The reference computes of doubles: float32 inputs move its value by this much.
    const moved =
      Math.abs(z - Number(peer.y_pred)) + Math.abs(y - Number(peer.y_true)) * Math.abs(z);
    tf.tidy(() => {
      const [labels, logits] = [tf.tensor1d([y]), tf.tensor1d([z])];
      const once = tf.grad((x: tf.Tensor) => bce(labels, x));
      const actual = [
        bce(labels, logits),
        once(logits),
        tf.grad((x: tf.Tensor) => tf.sum(once(x)))(logits),
      ].map((t) => t.dataSync()[0]!);
      const floor = 1e-15 + moved;
      expect(difference(actual, [loss, gradient, hessian], { relative: 1e-6, floor })).toBe("");
    });
  });
});
