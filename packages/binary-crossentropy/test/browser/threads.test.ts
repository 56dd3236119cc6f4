// The asynchronous calls in a page, whose own thread may not wait: real workers, loaded as the
// package has them.

import { BinaryCrossentropy, type FloatArray } from "binary-crossentropy";
import { SharedKernelMemory, startThreads, type Threads } from "binary-crossentropy/threads";
import { afterEach, expect, test } from "vitest";

const n = 500_000;
const bce = new BinaryCrossentropy({ fromLogits: true });
const yTrue = new Uint8Array(new SharedArrayBuffer(n));
const yPred = new Float32Array(new SharedArrayBuffer(4 * n));
for (let i = 0; i < n; i++) {
  yTrue[i] = i & 1;
  yPred[i] = 5 * Math.sin(i);
}

const isEqual = (a: FloatArray, b: FloatArray) => a.every((value, i) => value === b[i]);

let threads: Threads | undefined;

afterEach(async () => {
  await threads?.stop();
  threads = undefined;
});

test("the page is cross-origin isolated", () => {
  expect(crossOriginIsolated).toBe(true);
});

test("workers answer with what a call on the page gives, to the bit", async () => {
  const alone = bce.valueAndGrad(yTrue, yPred);
  threads = await startThreads({ count: 3, threshold: 0 });
  expect(bce(yTrue, yPred)).toBe(alone.value);
  expect(threads.passes).toBe(0);
  expect(await threads.evaluate(bce, yTrue, yPred)).toBe(alone.value);
  const { value, grad } = await threads.valueAndGrad(bce, yTrue, yPred);
  expect(value).toBe(alone.value);
  expect(grad.data.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(isEqual(grad.data, alone.grad.data)).toBe(true);
  const hessian = await threads.hessian(bce, yTrue, yPred);
  expect(isEqual(hessian.data, bce.hessian(yTrue, yPred).data)).toBe(true);
  expect(threads.passes).toBe(3);
});

test("arrays in shared kernel memory are computed where they lie, with the same bits", async () => {
  const memory = new SharedKernelMemory({ byteLength: 9 * n + 3 * 64 });
  const [labels, predictions, out] = [memory.uint8(n), memory.float32(n), memory.float32(n)];
  labels.set(yTrue);
  predictions.set(yPred);
  const alone = bce.valueAndGrad(yTrue, yPred);
  threads = await startThreads({ count: 3, threshold: 0 });
  expect(await threads.evaluate(bce, labels, predictions)).toBe(alone.value);
  const { value, grad } = await threads.valueAndGrad(bce, labels, predictions, null, { out });
  expect(value).toBe(alone.value);
  expect(grad.data).toBe(out);
  expect(isEqual(out, alone.grad.data)).toBe(true);
  expect(threads.passes).toBe(2);
});

test("the page goes on meanwhile", async () => {
  threads = await startThreads({ count: 2, threshold: 0 });
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const later = Array.from({ length: 40 }, () => threads!.evaluate(bce, yTrue, yPred));
  await Promise.all(later);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
  expect(threads.passes).toBe(40);
});

// The address of a script that is the package's worker, but for what is done first.
function faultyWorker(fault: string): string {
  const script = `${fault}; await import(${JSON.stringify(new URL("/packages/binary-crossentropy/dist/threads/worker.js", location.href).href)});`;
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}

const onClaim = (then: string) => `
  const { compareExchange } = Atomics;
  Atomics.compareExchange = (array, index, expected, value) => {
    const found = compareExchange.call(Atomics, array, index, expected, value);
    if (expected === 0 && found === 0) { ${then} }
    return found;
  }`;

const closeWhenReady = `
  const post = postMessage;
  self.postMessage = (message) => {
    post(message);
    if (message === "ready") close();
  }`;

test.each([
  [
    "one that throws",
    onClaim('throw new Error("it threw")'),
    /a worker was lost, (Uncaught )?Error: it threw\. /,
  ],
  ["one that hangs", onClaim("for (;;);"), /a worker was lost, it did nothing for a second\. /],
  [
    "one that is closed and says nothing",
    closeWhenReady,
    /a worker was lost, it did nothing for a second\. /,
  ],
])("a worker that is lost: %s", async (_, fault, cause) => {
  const alone = bce(yTrue, yPred);
  const messages: string[] = [];
  threads = await startThreads({
    count: 3,
    threshold: 0,
    worker: faultyWorker(fault),
    onLost: ({ message }) => messages.push(message),
  });
  expect(await threads.evaluate(bce, yTrue, yPred)).toBe(alone);
  expect(threads.lost).toBe(2);
  expect(messages.length).toBe(2);
  for (const message of messages) expect(message).toMatch(cause);
});

test("a script that is not there", async () => {
  await expect(startThreads({ count: 2, worker: "/nowhere.js" })).rejects.toThrow(
    'startThreads: worker must be a script that starts as a worker, got "/nowhere.js": its script did not load. ' +
      "Serve binary-crossentropy/threads/worker, pass its address as worker, and allow it in the page's policy, under worker-src.",
  );
});
