// A realm without SharedArrayBuffer, as a page without the headers of cross-origin isolation: every entry that the package
// exports loads there. What needs shared memory asks for it when it is used.

import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const { exports } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  exports: Record<string, string | { readonly default: string }>;
};
// The script of a worker is loaded by a worker alone.
const entries = Object.entries(exports).flatMap(([name, entry]) =>
  typeof entry === "string" || name === "./threads/worker"
    ? []
    : [[name, entry.default.replace("./dist/", "../../src/").replace(/js$/, "ts")]],
) as [string, string][];

const shared = SharedArrayBuffer;
beforeEach(() => {
  vi.resetModules();
  Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
});
afterEach(() => {
  globalThis.SharedArrayBuffer = shared;
});

test("there are entries", () => {
  expect(entries.length).toBeGreaterThanOrEqual(6);
});

test.each(entries)("%s loads", async (_, source) => {
  expect(typeof SharedArrayBuffer).toBe("undefined");
  expect(Object.keys((await import(/* @vite-ignore */ source)) as object).length).toBeGreaterThan(0);
});
