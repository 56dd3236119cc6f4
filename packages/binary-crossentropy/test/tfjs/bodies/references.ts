// The loss on tensors against exact arithmetic and against what the test suites of Keras, tf-keras
// and scikit-learn assert. The reference cases of Keras are in keras.ts.

import type { JsonNumber } from "@binary-crossentropy/test/json-tensor";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { difference } from "../../support/compare.js";
import type { Points } from "../../support/exact-points.js";
import { flatten, isDerivative, isPlain, type PeerCase, run } from "../peer-case.js";
import { exactTo } from "./exactness.js";
import type { ReadGolden } from "./read-golden.js";

/** @param backend The active one. */
export function testReferences(backend: string, golden: ReadGolden): void {
  const { relative, floor, besideOne, isDevice } = exactTo[backend]!;

  test.each(["logits", "probs"] as const)(
    "exact arithmetic: %s, loss and gradient of hard labels",
    async (input) => {
      const { float32: points } = (
        await golden<Record<typeof input, Record<"float32", Points>>>("exact")
      )[input];
      const fromLogits = input === "logits";
      // Where the file has no digits, test/exact.test.ts says. Infinities of a device are not those
      // of arithmetic.
      const isSound = (i: number) => {
        const [x, label] = [Number(points.input[i]), Number(points.label[i])];
        if (label !== 0 && label !== 1) return false;
        return fromLogits ? Number.isFinite(x) && !(label === 1 && x > 90) : x > 0 && x < 1;
      };
      const pick = (values: JsonNumber[]) => values.filter((_, i) => isSound(i)).map(Number);
      const [x, y, loss, grad] = [points.input, points.label, points.loss, points.grad].map(
        pick,
      ) as [number[], number[], number[], number[]];
      expect(x.length).toBeGreaterThan(300);
      // A subnormal input is 0 on a device.
      const normal = x.map((value) => !isDevice || Math.abs(value) >= 2 ** -126);
      const kept = (values: ArrayLike<number>) =>
        Array.from(values, (value, i) => (normal[i] ? value : 0));
      const bce = new BinaryCrossentropy({
        fromLogits,
        dialect: "exact",
        axis: [],
        reduction: "none",
      });
      const labels = tf.tensor1d(y);
      const given = tf.tensor1d(x);
      const allowed = { relative, floor: fromLogits ? floor : besideOne };
      const value = await bce(labels, given).data();
      expect(difference(kept(value), kept(loss), allowed)).toBe("");
      const derivative = await tf
        .grad((z: tf.Tensor) => tf.sum(bce(labels, z)))(given)
        .data();
      // 1 / p of the smallest numbers is beyond what a device divides by.
      const far = (values: ArrayLike<number>) =>
        kept(values).map((g) => (isDevice && Math.abs(g) > 1e37 ? 0 : g));
      expect(difference(far(derivative), far(grad), { relative, floor })).toBe("");
    },
  );

  test("what other test suites assert", async () => {
    const { cases } = await golden<{ cases: PeerCase[] }>("peer_cases");
    // The metric reads its inputs back at once, for which WebGPU without a screen gives zeros.
    const plain = cases.filter(
      (peer) =>
        isPlain(peer) && !isDerivative(peer) && !(backend === "webgpu" && /metrics/.test(peer.fn)),
    );
    expect(plain.length).toBeGreaterThan(20);
    for (const peer of plain) {
      const { atol = 0, rtol = 0 } = peer.tolerance!;
      const allowed = {
        relative: Math.max(rtol, relative, 1e-6),
        floor: Math.max(atol, besideOne, 1e-7),
      };
      expect(
        difference(await run(peer).data(), flatten(peer.expected as never), allowed),
        peer.source,
      ).toBe("");
    }
  }, 120_000);
}
