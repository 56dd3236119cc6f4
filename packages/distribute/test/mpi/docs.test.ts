// The program in docs/distribute.md prints what the page says, whatever the number of replicas.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openMpi, run } from "./run-mpi.js";

const page = readFileSync(new URL("../../docs/distribute.md", import.meta.url), "utf8");
const [, program] = /^```js\n(.*?)^```/ms.exec(page)!;
const [, printed] = /^```text\n(.*?)^```/ms.exec(page)!;
let folder = "";

beforeAll(() => {
  // Within node_modules, where the packages' names are found.
  folder = mkdtempSync(
    fileURLToPath(new URL("../../../../node_modules/.distribute-docs-", import.meta.url)),
  );
  writeFileSync(join(folder, "train.mjs"), program!);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([1, 2, 4])("%i replicas", async (size) => {
  const { code, output } = await run([
    ...openMpi!.command,
    "-n",
    String(size),
    process.execPath,
    join(folder, "train.mjs"),
  ]);
  expect(code, output).toBe(0);
  expect(output).toBe(printed);
});
