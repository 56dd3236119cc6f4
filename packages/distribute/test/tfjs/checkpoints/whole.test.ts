// A checkpoint that is damaged, of another kind, or of other arrays is refused.

import { beforeAll, describe, expect, test } from "vitest";
import { decode, encode, type NamedArray } from "../../../dist/tfjs/state/safetensors.js";
import { bits, goOn, makeCheckpoint, makeModel } from "./training.js";

let bytes: Uint8Array;
beforeAll(async () => {
  bytes = await makeCheckpoint();
});

describe("a checkpoint that is not whole", () => {
  test("as it was written it is taken", async () => {
    expect(await goOn(bytes)).toBe("it went on");
  });

  test("every bit that flips is found: in the length, the header, its padding, the checksum and the numbers", () => {
    const flipped = bytes.slice();
    const accepted: string[] = [];
    for (let i = 0; i < flipped.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        flipped[i]! ^= 1 << bit;
        try {
          decode(flipped);
          accepted.push(`bit ${bit} of byte ${i}`);
        } catch (error) {
          expect(error).not.toBeInstanceOf(TypeError);
        }
        flipped[i]! ^= 1 << bit;
      }
    }
    expect(accepted).toEqual([]);
  });

  test("a training refuses it with a sentence, and keeps its weights", async () => {
    const model = makeModel();
    const before = bits(model);
    for (let i = 0; i < bytes.length; i += 1 + (bytes.length >> 7)) {
      const flipped = bytes.slice();
      flipped[i]! ^= 1 << (i % 8);
      expect(await goOn(flipped, model)).toMatch(
        /^ValueError: fit: checkpoint must be (whole|a checkpoint that this package wrote), got a/,
      );
    }
    expect(bits(model)).toEqual(before);
  });

  test("nor is one that lost or gained bytes", async () => {
    for (const length of [0, 1, 8, 43, 44, 200, bytes.length - 4]) {
      expect(await goOn(bytes.slice(0, length))).toMatch(
        /^ValueError: fit: checkpoint must be whole, got a damaged one: /,
      );
    }
    expect(await goOn(Uint8Array.of(...bytes, 0))).toBe(
      "ValueError: fit: checkpoint must be whole, got a damaged one: its checksum does not fit. Remove it to start anew.",
    );
  });
});

describe("a file of another kind", () => {
  const another =
    "ValueError: fit: checkpoint must be a checkpoint that this package wrote, got a file of another kind. Give the path of another file.";
  const encoded = (text: string) => new TextEncoder().encode(text);
  const header = JSON.stringify({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4] } });
  const files: [string, Uint8Array, string][] = [
    [
      "JSON",
      encoded(JSON.stringify({ weights: Array.from({ length: 20 }, (_, i) => i) })),
      another,
    ],
    ["random bytes", Uint8Array.from({ length: 500 }, (_, i) => (i * 2654435761) >>> 13), another],
    [
      "safetensors of another program",
      Uint8Array.of(header.length, 0, 0, 0, 0, 0, 0, 0, ...encoded(header), 0, 0, 128, 63),
      another,
    ],
    [
      "nothing",
      new Uint8Array(),
      "ValueError: fit: checkpoint must be whole, got a damaged one: it has 0 bytes. Remove it to start anew.",
    ],
  ];
  test.each(files)("%s", async (_, file, message) => expect(await goOn(file)).toBe(message));

  test("what a store of one's own gives in place of bytes", async () => {
    expect(await goOn("text")).toBe(
      'ValueError: fit: checkpoint must be readable, got an error on replica 0: read() gave "text" in place of a Uint8Array.',
    );
  });
});

describe("a whole checkpoint of other arrays", () => {
  const remedy = "Use another one, or remove it to start anew.";
  const of = (change: (arrays: NamedArray[]) => NamedArray[]) => {
    const { text, arrays } = decode(bytes);
    return encode({ text, arrays: change([...arrays]) });
  };
  const changes: [string, (arrays: NamedArray[]) => NamedArray[], string][] = [
    [
      "one is missing",
      (arrays) => arrays.slice(1),
      "which has weights/0 F32 [2, 1], got weights/1 F32 [1]",
    ],
    [
      "two changed places",
      ([a, b, ...rest]) => [b!, a!, ...rest],
      "which has weights/0 F32 [2, 1], got weights/1 F32 [1]",
    ],
    [
      "another shape",
      ([a, ...rest]) => [{ ...a!, shape: [1, 2] }, ...rest],
      "which has weights/0 F32 [2, 1], got weights/0 F32 [1, 2]",
    ],
    [
      "another kind",
      ([a, ...rest]) => [{ ...a!, data: new Int32Array(2) }, ...rest],
      "which has weights/0 F32 [2, 1], got weights/0 I32 [2, 1]",
    ],
    [
      "a moment is missing",
      (arrays) => arrays.slice(0, -1),
      "which has accBeta2 F32 [], got nothing more",
    ],
    [
      "one too many",
      (arrays) => [...arrays, { ...arrays.at(-1)!, name: "optimizer/another" }],
      "which has nothing more, got another F32 []",
    ],
  ];
  test.each(changes)("%s", async (_, change, expected) => {
    expect(await goOn(of(change))).toBe(
      `ValueError: fit: checkpoint must be of this training, ${expected}. ${remedy}`,
    );
  });

  test.each(["{", "{}", '{"training":[],"options":{},"progress":{}}', "null"])(
    "the text %s",
    async (text) => {
      expect(await goOn(encode({ text, arrays: decode(bytes).arrays }))).toBe(
        "ValueError: fit: checkpoint must have the form of this version, got another one. Remove it to start anew.",
      );
    },
  );
});
