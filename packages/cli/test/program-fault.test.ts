// A fault of the program itself, as a sentence.

import { expect, test } from "vitest";

test("a fault of the program is a sentence too, and shows its stack where that is asked for", async () => {
  const { sayError } = await import("../src/say-error.js");
  const said = (error: unknown, stack = ""): [number, string] => {
    let text = "";
    const write = process.stderr.write;
    process.stderr.write = ((chunk: string) => {
      text += chunk;
      return true;
    }) as never;
    process.env["BCE_STACK"] = stack;
    try {
      return [sayError("bce score", error), text];
    } finally {
      process.stderr.write = write;
      delete process.env["BCE_STACK"];
    }
  };
  const fault = new TypeError("x is not\na function");
  const sentence =
    'bce score: the program must come to an end by itself, got "x is not a function". ' +
    "This is a fault of the program: please report it, with what it prints under BCE_STACK=1.\n";
  expect(said(fault)).toEqual([70, sentence]);
  expect(said(fault, "1")[1]).toBe(`${fault.stack}\n${sentence}`);
  expect(said("words")[0]).toBe(70);
  const system = Object.assign(new Error("EIO: i/o error, read"), { code: "EIO", syscall: "read" });
  expect(said(system)).toEqual([
    1,
    'bce score: the machine must let it read and write, got "EIO: i/o error, read".\n',
  ]);
});
