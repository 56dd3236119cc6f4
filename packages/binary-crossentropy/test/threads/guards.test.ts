// What a caller may do to a pool and to the memory of its calls: each is refused by name, or
// harmless.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { thorough } from "@binary-crossentropy/test/tiers";
import { BinaryCrossentropy, KernelMemory } from "binary-crossentropy";
import { SharedKernelMemory, startThreads, type Threads } from "binary-crossentropy/threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let threads: Threads;

beforeAll(async () => {
  threads = await startThreads({ count: 2, threshold: 0 });
});

afterAll(() => threads.stop());

const bce = new BinaryCrossentropy({ fromLogits: true });
const wave = (i: number) => 3 * Math.sin(i);
const shared = (length: number, of: (i: number) => number) =>
  new Float32Array(new SharedArrayBuffer(4 * length)).map((_, i) => of(i));

test("lists are read before the call returns, however long", async () => {
  const [yTrue, yPred] = [[], []] as [number[], unknown[]];
  for (let i = 0; i < 100_000; i++) yPred[i] = wave(yTrue.push(i & 1));
  const predictions = yPred as number[];
  const expected = bce.valueAndGrad(yTrue, predictions);
  const before = threads.evaluate(bce, yTrue, predictions);
  const call = threads.valueAndGrad(bce, yTrue, predictions);
  yTrue.fill(0);
  yPred.fill("gone");
  expect(await before).toBe(expected.value);
  const { value, grad } = await call;
  expect(value).toBe(expected.value);
  expect(Buffer.from(grad.data.buffer).equals(Buffer.from(expected.grad.data.buffer))).toBe(true);
});

describe.each([1000, 20_000])(
  "%d elements whose memory is transferred before their turn",
  (length) => {
    const names = ["yTrue", "yPred", "sampleWeight", "mask", "out"] as const;
    test.each(names)("%s", async (name) => {
      const arrays = Object.fromEntries(
        names.map((each) => [
          each,
          each === name
            ? Float32Array.from({ length }, (_, i) => i & 1)
            : shared(length, (i) => i & 1),
        ]),
      ) as Record<(typeof names)[number], Float32Array>;
      const { yTrue, yPred, sampleWeight, mask, out } = arrays;
      const before = threads.evaluate(bce, yTrue, yPred);
      const call = threads.valueAndGrad(bce, yTrue, yPred, sampleWeight, { mask, out });
      structuredClone(arrays[name].buffer, { transfer: [arrays[name].buffer as ArrayBuffer] });
      await before.catch(() => {});
      await expect(call).rejects.toThrow(
        `threads.valueAndGrad: ${name} must hold its data until the call is answered, got an array whose buffer was transferred or shrunk.`,
      );
      // And the pool goes on.
      expect(await threads.evaluate(bce, shared(length, wave), shared(length, wave))).not.toBeNaN();
    });
  },
);

test("an array that only says it is shared is not sent away to be written", async () => {
  const length = 5000;
  const [yTrue, yPred] = [shared(length, (i) => i & 1), shared(length, wave)];
  const expected = bce.valueAndGrad(yTrue, yPred);
  const out = new Float32Array(length);
  Object.setPrototypeOf(out.buffer, SharedArrayBuffer.prototype);
  const { value, grad } = await threads.valueAndGrad(bce, yTrue, yPred, null, { out });
  expect(value).toBe(expected.value);
  expect([...grad.data]).toEqual([...expected.grad.data]);
});

test("constants that were written over between two sweeps are written again, by every thread", async () => {
  const length = 200_000;
  const memory = new SharedKernelMemory({ byteLength: 2 ** 21 });
  const [yTrue, yPred] = [memory.float32(length), memory.float32(length)];
  yPred.set(shared(length, wave));
  const expected = bce(yTrue.slice(), yPred.slice());
  for (let turn = 0; turn < 3; turn++) {
    new Uint8Array(yTrue.buffer, 0, 4096).fill(turn * 127);
    expect(await threads.evaluate(bce, yTrue, yPred)).toBe(expected);
    new Uint8Array(yTrue.buffer, 0, 4096).fill(turn * 127);
    expect(bce(yTrue, yPred)).toBe(expected);
  }
});

test("only a loss that a constructor made is one", async () => {
  const { proxy, revoke } = Proxy.revocable(bce, {});
  revoke();
  for (const loss of [
    Object.create(BinaryCrossentropy.prototype),
    proxy,
    Object.setPrototypeOf(() => 1, BinaryCrossentropy.prototype),
  ]) {
    await expect(threads.evaluate(loss, [1], [1])).rejects.toThrow(
      /^threads\.evaluate: bce must be an instance of BinaryCrossentropy or BinaryFocalCrossentropy, got /,
    );
  }
});

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a program prints that is run as a process of its own, with what bash is told first. */
function run(program: string, first = ""): string {
  const script = `import { BinaryCrossentropy, KernelMemory, kernelName } from ${JSON.stringify(`${root}dist/index.js`)};
import { SharedKernelMemory, startThreads } from ${JSON.stringify(`${root}dist/threads/index.js`)};
const bce = new BinaryCrossentropy({ fromLogits: true });
${program}`;
  const command = `${first}exec ${JSON.stringify(process.execPath)} --input-type=module --eval "$0"`;
  return execFileSync("bash", ["-c", command, script], { encoding: "utf8" }).trim();
}

test("where little address space is allowed, every memory has ordinary arrays", () => {
  const program = `
for (const Memory of [KernelMemory, SharedKernelMemory]) {
  const memory = new Memory({ byteLength: 4096 });
  const yTrue = memory.uint8(2), yPred = memory.float32(2).fill(2);
  console.log(kernelName(), yPred.byteOffset, bce.valueAndGrad(yTrue, yPred, null, { out: yPred }).value.toFixed(4));
}`;
  // Eight gigabytes: enough for Node, less than WebAssembly reserves for one memory up to Node 20.
  // Later ones do with less.
  const isReserving = Number.parseInt(process.versions.node, 10) < 22;
  const little = isReserving
    ? /^javascript 64 2\.1269\njavascript 64 2\.1269$/
    : /^\S+ \d+ 2\.1269\n\S+ \d+ 2\.1269$/;
  expect(run(program, "ulimit -v 8000000; ")).toMatch(little);
  expect(run(program)).toMatch(/^(relaxed-)?simd \d{5,} 2\.1269\n(relaxed-)?simd \d{5,} 2\.1269$/);
});

test("shared memories that nobody holds any more are given back", {
  ...thorough,
  timeout: 60_000,
}, () => {
  const used = run(`
const threads = await startThreads({ count: 2, threshold: 0 });
const before = process.memoryUsage.rss();
const n = 600_000;
for (let i = 0; i < 150; i++) {
  const memory = new SharedKernelMemory({ byteLength: 9 * n });
  const yTrue = memory.uint8(n), yPred = memory.float32(n), out = memory.float32(n);
  bce.valueAndGrad(yTrue, yPred.fill(1), null, { out });
  await threads.evaluate(bce, yTrue, yPred);
}
console.log(process.memoryUsage.rss() - before);
await threads.stop();`);
  // All of them are 810 MB.
  expect(Number(used)).toBeLessThan(5e8);
});

test("arrays of a KernelMemory stay on the calling thread, whose numbers they have", async () => {
  const memory = new KernelMemory({ byteLength: 2 ** 16 });
  const array = memory.float32(5000);
  array.set(shared(5000, wave));
  expect(await threads.evaluate(bce, array, array)).toBe(bce(array.slice(), array.slice()));
});
