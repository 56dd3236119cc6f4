// Every entry imports, and computes, where a realm lacks what engines usually have.

import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { addressOf, modules } from "./entries.js";

/** What the program prints in a realm from which the globals were taken away first. */
function runWithout(globals: readonly string[], program: string): string {
  const remove = globals.map((name) => `delete globalThis.${name};`).join("");
  return execFileSync(
    process.execPath,
    ["--input-type=module", "--eval", `${remove}\n${program}`],
    { encoding: "utf8" },
  );
}

const realms = [
  ["SharedArrayBuffer"],
  ["Atomics"],
  ["WebAssembly"],
  ["SharedArrayBuffer", "Atomics", "WebAssembly", "navigator", "performance", "structuredClone"],
];

const imports = [...modules.keys()]
  .map((entry) => `await import(${JSON.stringify(addressOf(entry))});`)
  .join("\n");

test.each(realms.map((globals) => [globals.join(", "), globals] as const))(
  "every entry imports without %s",
  (_, globals) => {
    expect(runWithout(globals, `${imports}\nconsole.log("all");`)).toBe("all\n");
  },
);

const core = `import(${JSON.stringify(addressOf("binary-crossentropy"))})`;

test.each(realms.map((globals) => [globals.join(", "), globals] as const))(
  "the loss computes without %s",
  (_, globals) => {
    const program = `
    const { BinaryCrossentropy, kernelName, KernelMemory } = await ${core};
    const memory = new KernelMemory({ byteLength: 1024 });
    const z = memory.float32(2);
    const { value, grad } = new BinaryCrossentropy({ fromLogits: true }).valueAndGrad([1, 0], z, null, { out: z });
    console.log(kernelName(), value.toFixed(6), [...grad.data].join());`;
    const kernels = globals.includes("WebAssembly") ? "javascript" : "simd";
    expect(runWithout(globals, program)).toMatch(
      new RegExp(`^(relaxed-)?${kernels} 0\\.693147 -0\\.25,0\\.25\\n$`),
    );
  },
);

const threads = `import(${JSON.stringify(addressOf("binary-crossentropy/threads"))})`;

test.each(["SharedArrayBuffer", "Atomics"])(
  "threads without %s are refused in a sentence",
  (missing) => {
    const program = `
    const { SharedKernelMemory, startThreads } = await ${threads};
    await startThreads({ count: 2 }).catch((error) => console.log(String(error)));
    try { new SharedKernelMemory({ byteLength: 1024 }); } catch (error) { console.log(String(error)); }`;
    const refused = (owner: string) =>
      `ValueError: ${owner}: the platform must have SharedArrayBuffer and Atomics, got none of ${missing}. Calls work without threads.\n`;
    expect(runWithout([missing], program)).toBe(
      refused("startThreads") + refused("SharedKernelMemory"),
    );
  },
);

test("one replica computes without shared memory", () => {
  const program = `
    const { Strategy } = await import(${JSON.stringify(addressOf("binary-crossentropy-distribute"))});
    console.log(new Strategy().reduce("sum", 1));`;
  expect(runWithout(["SharedArrayBuffer", "Atomics", "WebAssembly"], program)).toBe("1\n");
});
