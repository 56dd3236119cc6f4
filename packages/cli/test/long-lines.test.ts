import { describe, expect, test } from "vitest";
import { LongLines } from "../src/input/long-lines.js";

describe("the lines of a CSV file, however its bytes come in blocks", () => {
  test.each([
    ["y,p\n1,0.5\n", 6, false],
    ['a,b\n"x ""y"" z",1\n', 15, false],
    ['a,b\n1,"open\n2,3\n', 7, true],
    ['a,b\n5" pipe,1\n', 10, false],
    ['a;b\r\n"";"""";"a\nb"\r\n', 11, false],
    ['a,b\n1,"a\nb\nc\nd\ne"\n', 10, false],
    ['a,b\n1,"x"""\n', 8, false],
    ['a,b\n1,"x""\n', 7, true],
    ["no end", 6, false],
  ])("%j", (text, longest, isQuoted) => {
    for (let size = 1; size <= text.length; size++) {
      const lines = new LongLines();
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) lines.scan(bytes.subarray(at, at + size));
      expect({ size, isQuoted: lines.isQuoted }).toEqual({ size, isQuoted });
      // Line ends count, and in a block with several only its first and its last line do.
      expect(lines.longest).toBeLessThanOrEqual(longest + 1);
      if (size === 1) expect(lines.longest).toBeGreaterThanOrEqual(longest - 1);
    }
  });
});
