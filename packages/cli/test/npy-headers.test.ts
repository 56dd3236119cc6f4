// .npy files whose header lies.

import { describe, expect, test } from "vitest";
import { refusal, scratch } from "./run.js";

const { write } = scratch();

describe(".npy files whose header lies", () => {
  const npy = (header: string, bytes: number) => {
    const padded = `${header.padEnd(117)}\n`;
    return Buffer.concat([
      Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"),
      Buffer.from(padded),
      Buffer.alloc(bytes),
    ]);
  };
  const good = write(
    "good.npy",
    npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 16),
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
    expect(await refusal(write("lies.npy", npy(header, bytes)), good)).toContain(message);
  });

  test("one file for both", async () => {
    expect(await refusal(good, good)).toContain(
      "the second .npy file must be another one than the first, which holds the labels, got ",
    );
  });
});
