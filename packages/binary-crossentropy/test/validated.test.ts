// `validate` never misses a value that is not sound, wherever it stands, and passes what is; with
// each kernel in turn (see vitest.config.ts).

import { BinaryCrossentropy } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { kinds } from "./support/kernel-inputs.js";

const justAbove1 = 1 + 2 ** -23;
const smallest = 2 ** -149;
const largest = 3.4028234663852886e38;
const lengths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 2049];

/** Where the value is refused, among sound ones, and where it is not. */
function refusals(
  fromLogits: boolean,
  argument: "yTrue" | "yPred",
  Kind: typeof Float32Array | typeof Float64Array,
  values: Float32Array | Float64Array,
) {
  const bce = new BinaryCrossentropy({ validate: true, fromLogits });
  const answers = new Set<string>();
  for (const length of lengths)
    for (const at of length > 17 ? [0, 1000, 2047, 2048] : new Array(length).keys()) {
      const data = new Kind(length + 2).fill(NaN).fill(1, 1, length + 1);
      data.set(values, at + 1);
      const sound = new Kind(length).fill(1);
      const own = data.subarray(1, length + 1);
      try {
        if (argument === "yTrue") bce(own, sound);
        else bce(sound, own);
        answers.add("none");
      } catch (error) {
        const where = `got ${values[0]} at [${at}]`;
        answers.add((error as Error).message.includes(where) ? "there" : String(error));
      }
    }
  return [...answers];
}

describe.each(Object.values(kinds))("%o", (Kind) => {
  const isSingle = Kind.name === "Float32Array";

  describe.each(["yTrue", "yPred"] as const)("probabilities: %s", (argument) => {
    test.each([0, 1, 0.5, smallest, 1 - 2 ** -24])("%s is one", (x) => {
      expect(refusals(false, argument, Kind, Kind.of(x))).toEqual(["none"]);
    });

    test.each([justAbove1, 2, largest, Infinity, -smallest, -1, -Infinity, NaN])(
      "%s is none",
      (x) => {
        expect(refusals(false, argument, Kind, Kind.of(x))).toEqual(["there"]);
      },
    );
  });

  describe("logits", () => {
    test.each([0, -0, largest, -largest, Infinity, -Infinity, smallest])("%s is one", (x) => {
      expect(refusals(true, "yPred", Kind, Kind.of(x))).toEqual(["none"]);
    });

    test.each([
      ["NaN", Int32Array.of(0x7fc00000), Uint32Array.of(0, 0x7ff80000)],
      ["NaN with a sign", Int32Array.of(-1), Uint32Array.of(0xffffffff, 0xffffffff)],
      ["the smallest NaN", Int32Array.of(0x7f800001), Uint32Array.of(1, 0x7ff00000)],
    ])("%s is none", (_, single, double) => {
      const values = new Kind((isSingle ? single : double).buffer);
      expect(refusals(true, "yPred", Kind, values)).toEqual(["there"]);
      expect(refusals(false, "yPred", Kind, values)).toEqual(["there"]);
    });
  });
});
