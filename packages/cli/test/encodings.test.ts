// Text that is not what it should be: a clear error.

import { describe, expect, test } from "vitest";
import { complaints, names } from "./complaint.js";
import { score } from "./run.js";

const { complaint, write } = complaints();

describe("text that is not what it should be", () => {
  const iconv = "UTF-16 becomes UTF-8 with iconv -f UTF-16 -t UTF-8.";
  const latin = "Other encodings become UTF-8 with iconv -f LATIN1 -t UTF-8, or whichever it is.";
  const utf16 = Buffer.from("y,p\n1,0.5\n0,0.5\n", "utf16le");

  test.each([
    [
      "UTF-16",
      Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]),
      `must be text in UTF-8, got what looks like UTF-16 or no text. ${iconv}`,
    ],
    [
      "UTF-16 without a mark",
      utf16,
      `must be text in UTF-8, got what looks like UTF-16 or no text. ${iconv}`,
    ],
    [
      "zeros",
      Buffer.alloc(5000),
      `must be text in UTF-8, got what looks like UTF-16 or no text. ${iconv}`,
    ],
    [
      "Latin-1",
      Buffer.from("y,p,n\n1,0.5,\xe9\n", "latin1"),
      `line 2, must be text in UTF-8, got other bytes. ${latin}`,
    ],
    [
      "Latin-1 in the names",
      Buffer.from("y,p,\xe9\n1,0.5,1\n", "latin1"),
      `line 1, must be text in UTF-8, got other bytes. ${latin}`,
    ],
    [
      "a zero",
      "y,p\n1,0.\x005\n",
      'line 2, row 1, column "p": prediction must be a probability in [0, 1], got "0.\\u00005". Pass',
    ],
  ])("%s", async (_, content, message) => {
    expect(await complaint(write("text.csv", content))).toContain(
      `"text.csv"${message.startsWith("must") ? " " : ", "}${message}`,
    );
  });

  test("a byte order mark before JSON, and lines that are none", async () => {
    expect(await complaint(write("mark.ndjson", '\ufeff{"y":1,"p":0.5}\n'))).toBe(
      '"mark.ndjson" must begin with a brace, got a byte order mark. Remove its first three bytes.',
    );
    expect(await complaint(write("line.ndjson", '{"y":1,"p":0.5}\n{"y":1,"p":0.5}\nx\n'))).toBe(
      '"line.ndjson", line 3, row 3, must be a JSON object, got "x".',
    );
  });

  test("a byte order mark and \\r\\n in CSV are no trouble, but text behind a closing quote is", async () => {
    expect((await score(write("mark.csv", '\ufeff"y",p\r\n1,0.5\r\n'), ...names)).total.count).toBe(
      1,
    );
    expect(
      await complaint(write("stray.csv", 'y,p,t\r\n1,0.5,"a\r\nb"\r\n0,0.5,"5" disk"\r\n')),
    ).toBe(
      '"stray.csv", line 4, must have quotes around whole values, got text behind a closing quote. ' +
        'A quote inside of quotes is written twice: "5"" disk".',
    );
  });
});
