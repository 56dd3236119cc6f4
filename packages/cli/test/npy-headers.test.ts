// .npy files whose header lies, and those given as labels of others.

import { describe, expect, test } from "vitest";
import { refusal, scratch } from "./run.js";

const { write } = scratch();

function array(header: string, bytes: number): Buffer {
  const padded = `${header.padEnd(117)}\n`;
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"),
    Buffer.from(padded),
    Buffer.alloc(bytes),
  ]);
}

describe(".npy files whose header lies", () => {
  const good = write(
    "good.npy",
    array("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 16),
  );

  test.each([
    [
      "a length that is none",
      "{'descr': '<f8', 'shape': (-2,), }",
      16,
      "must be of shape [N] or [N, 1], got [-2,].",
    ],
    [
      "a fraction",
      "{'descr': '<f8', 'shape': (2.5,), }",
      16,
      "must be of shape [N] or [N, 1], got [2.5,].",
    ],
    [
      "two columns",
      "{'descr': '<f8', 'shape': (2, 2), }",
      32,
      "must be of shape [N] or [N, 1], got [2, 2].",
    ],
    ["no shape", "{'descr': '<f8', }", 16, "must be of shape [N] or [N, 1], got none."],
    [
      "more bytes than numbers",
      "{'descr': '<f8', 'shape': (2,), }",
      24,
      "must hold 144 bytes for its 2 numbers, got 152.",
    ],
    [
      "records",
      "{'descr': [('y', '<f8'), ('p', '<f8')], 'shape': (2,), }",
      32,
      "must hold numbers, ",
    ],
    ["objects", "{'descr': '|O', 'shape': (2,), }", 16, "must hold numbers, "],
  ])("%s", async (_, header, bytes, message) => {
    expect(await refusal(write("lies.npy", array(header, bytes)), good)).toContain(message);
  });

  test("one file for both", async () => {
    expect(await refusal(good, good)).toContain(
      "the second .npy file must be another one than the first, which holds the labels, got ",
    );
  });
});

describe("arrays as --labels", () => {
  const numbers = write("numbers.npy", array("{'descr': '<f8', 'shape': (2,), }", 16));
  const other = write("other.npy", array("{'descr': '<f8', 'shape': (2,), }", 16));

  test("come by their order where they have no names", async () => {
    expect(await refusal(numbers, "--labels", other)).toBe(
      "--labels must come with --label and --prediction, got arrays alone. Without names they come by their order: bce score LABELS.npy PREDICTIONS.npy.",
    );
  });

  test("have numbered columns", async () => {
    const columns = ["--label", "y", "--prediction", "0"];
    expect(await refusal(numbers, "--labels", other, ...columns)).toBe(
      `--label must name a column of "${other}", got "y". It has no names: columns are numbered from 0 to 0.`,
    );
  });
});
