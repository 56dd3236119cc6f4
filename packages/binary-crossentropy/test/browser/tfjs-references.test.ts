// The loss on tensors in a page, on every backend of TensorFlow.js, against exact arithmetic and
// against what the test suites of Keras, tf-keras and scikit-learn assert. The reference cases of
// Keras are in tfjs.test.ts.

import type { JsonNumber } from "@binary-crossentropy/test/json-tensor";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { difference } from "../support/compare.js";
import type { Points } from "../support/exact-points.js";
import { flatten, isDerivative, isPlain, type PeerCase, run } from "../tfjs/peer-case.js";
import { useBackend } from "./backend.js";

async function golden<T>(name: string): Promise<T> {
  return (await (await fetch(`/test/goldens/${name}.json`)).json()) as T;
}

/**
 * What exp, log and division are exact to, relatively, and the smallest number that is told from 0.
 */
const exactTo = {
  cpu: { relative: 3e-7, floor: 2 ** -126 },
  wasm: { relative: 3e-7, floor: 2 ** -126 },
  webgl: { relative: 2e-5, floor: 1e-37 },
  webgpu: { relative: 2e-5, floor: 1e-37 },
};
/** A device's logarithm is exact to this next to 1. */
const besideOne = 2 ** -21;

describe.each(Object.keys(exactTo) as (keyof typeof exactTo)[])("%s", (backend) => {
  const { relative, floor } = exactTo[backend];
  const isDevice = backend.startsWith("webg");

  beforeAll(() => useBackend(backend), 60_000);

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
      const allowed = { relative, floor: isDevice && !fromLogits ? besideOne : floor };
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
        floor: Math.max(atol, isDevice ? besideOne : 1e-7),
      };
      expect(
        difference(await run(peer).data(), flatten(peer.expected as never), allowed),
        peer.source,
      ).toBe("");
    }
  });
});
