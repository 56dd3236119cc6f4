// Zip archives that are not as they should be.

import { describe, expect, test } from "vitest";
import { refusal, scratch } from "./run.js";
import { zip } from "./zip-archive.js";

const { write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const text = "y,p\n1,0.5\n0,0.25\n";

describe("a zip archive that is not as it should be", () => {
  const whole = zip([{ name: "r.csv", data: Buffer.from(text.repeat(1000)) }]);
  const broken = Buffer.from(whole);
  broken[60]! ^= 0xff;
  test.each([
    [
      "cut off",
      whole.subarray(0, whole.length - 30),
      "must be a whole zip file, got one without its directory.",
    ],
    ["damaged", broken, '"r.csv", must be whole, got '],
    [
      "with another checksum",
      zip([{ name: "r.csv", data: Buffer.from(text), crc: 1 }]),
      "got data whose checksum differs.",
    ],
    [
      "encrypted",
      zip([{ name: "r.csv", data: Buffer.from(text), flags: 1 }]),
      "must be a zip file without a password, got one with it.",
    ],
    [
      "packed in another way",
      zip([{ name: "r.csv", data: Buffer.from(text), method: 12 }]),
      "must be packed with deflate, got method 12.",
    ],
    [
      "with a name twice",
      zip([
        { name: "r.csv", data: Buffer.from(text) },
        { name: "r.csv", data: Buffer.from(text) },
      ]),
      'must hold files of different names, got two of "r.csv".',
    ],
    [
      "of two files",
      zip([
        { name: "a.csv", data: Buffer.from(text) },
        { name: "b.csv", data: Buffer.from(text) },
      ]),
      "must be a zip archive of one file, got 2. Unpack it",
    ],
    ["empty", zip([]), "must be a zip archive of one file, got 0."],
    [
      "of an empty file",
      zip([{ name: "a.csv", data: Buffer.alloc(0) }]),
      "a file must hold rows, got an empty one",
    ],
  ])("%s", async (_, content, message) => {
    expect(await refusal(write("r.zip", content), ...names)).toContain(message);
  });
});
