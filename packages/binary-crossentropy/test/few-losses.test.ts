// Means of few losses, of losses that repeat, and of labels far outside [0, 1]: where no errors of many
// even out.

import { BinaryCrossentropy, type FloatArray } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { describeDtypes, inputs, kinds } from "./support/kernel-inputs.js";

let seed = 11;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

/** The spacing of float32 numbers. */
const spacing = (x: number) => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), -126) - 23);

const meanOf = (losses: readonly number[]) => losses.reduce((a, b) => a + b, 0) / losses.length;

/** How far a mean is from that of the losses, in float32 ulp of what the losses are. */
function ulpFrom(mean: number, losses: readonly number[]): number {
  return Math.abs(mean - meanOf(losses)) / spacing(meanOf(losses.map(Math.abs)));
}

const trueLosses = (y: FloatArray, z: FloatArray) =>
  Array.from(z, (z, i) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - z * y[i]!);

describe.each(inputs)("$name", ({ name, fromLogits, dialect }) => {
  describeDtypes(name, (dtype) => {
    const Kind = kinds[dtype];
    const each = new BinaryCrossentropy({ fromLogits, dialect, axis: [], reduction: "none" });
    const mean = new BinaryCrossentropy({ fromLogits, dialect });
    const predictions = (length: number): FloatArray =>
      new Kind(length).map(() =>
        fromLogits ? (random() - 0.5) * 10 ** (3 * random() - 1) : random(),
      );

    /** How far a mean is from that of the losses as computed, or of true ones if those are nearer. */
    function apart(got: number, y: FloatArray, x: FloatArray, mask?: Uint8Array): number {
      const ofKept = (losses: FloatArray | number[]) =>
        ulpFrom(
          got,
          Array.from(losses).filter((_, at) => mask?.[at] !== 0),
        );
      const computed = ofKept(each(y, x).data);
      // What is true of probabilities depends on the dialect's clip.
      return fromLogits ? Math.min(computed, ofKept(trueLosses(y, x))) : computed;
    }

    test("two soft labels among many that are left out: their mean is within 1 ulp", () => {
      for (let i = 0; i < 400; i++) {
        const x = predictions([64, 80, 200, 1000][i % 4]!);
        const y = new Kind(x.length).map(random);
        const mask = new Uint8Array(x.length);
        mask[0] = 1;
        mask[1 + Math.floor(random() * (x.length - 1))] = 1;
        const got = mean(y, x, null, { mask });
        expect(apart(got, y, x, mask), `${got} of ${x.length}`).toBeLessThanOrEqual(1);
        expect(mean.valueAndGrad(y, x, null, { mask }).value).toBe(got);
      }
    });

    if (!fromLogits) return;
    // Of one kind each, so that what is rounded is not a small part of them.
    test.each([
      ["wrong", 0, 0, 1],
      ["wrong", 1, 0, -1],
      ["smoothed and wrong", 0, 0.1, 1],
      ["smoothed and right", 0, 0.1, -1],
    ])(
      "logits that are the same in every row, %s for labels of %d: their mean is within 1 ulp",
      (_, label, labelSmoothing, sign) => {
        const smoothed = new BinaryCrossentropy({ fromLogits, labelSmoothing });
        const target = label * (1 - labelSmoothing) + labelSmoothing / 2;
        for (let i = 0; i < 3000; i++) {
          const row = Array.from({ length: 3 }, () => sign * (5 + 60 * random()));
          const z = new Kind(48).map((_, at) => row[at % 3]!);
          const y = new Kind(z.length).fill(label);
          const got = smoothed(y, z);
          const losses = trueLosses(new Kind(z.length).fill(0), z).map(
            (loss, at) => loss - z[at]! * target,
          );
          expect(ulpFrom(got, losses), `${got} of ${row.join()}`).toBeLessThanOrEqual(1);
          expect(smoothed.valueAndGrad(y, z).value).toBe(got);
        }
      },
    );

    test("labels far outside [0, 1]: their mean is within 1 ulp", () => {
      for (let i = 0; i < 2000; i++) {
        const x = predictions([16, 33, 64][i % 3]!);
        const y = new Kind(x.length).map(() => [100, 255, -1, 0, 1][Math.floor(5 * random())]!);
        const got = mean(y, x);
        expect(apart(got, y, x), `${got} of ${x.length}`).toBeLessThanOrEqual(1);
      }
    });
  });
});
