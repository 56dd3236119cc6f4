// The package in pages as they come: with and without isolation, under policies, in workers of
// every kind, as one file.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modules } from "../entries/entries.js";
import { isolation, openSite, type Site } from "./site.js";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const address = (entry: string) => JSON.stringify(`/${modules.get(entry)}`);
const core = address("binary-crossentropy");
const oneFile = "/packages/binary-crossentropy/dist/binary-crossentropy.min.js";
const threads = address("binary-crossentropy/threads");

describe.each([
  ["without isolation", {}],
  ["cross-origin isolated", isolation],
])("a page %s", (_, headers) => {
  test.each([...modules.keys()])("imports %s", async (entry) => {
    expect(
      await site.ask(
        `const answer = Object.keys(await import(${address(entry)})).length > 0;`,
        headers,
      ),
    ).toBe(true);
  });

  test("computes", async () => {
    const script = `
      const { BinaryCrossentropy, kernelName } = await import(${core});
      const answer = [kernelName(), new BinaryCrossentropy()([0, 0, 1, 1], [1, 1, 1, 0]).toFixed(5)];`;
    expect(await site.ask(script, headers)).toEqual(["relaxed-simd", "11.52286"]);
  });
});

describe("one file", () => {
  test("is all that a page loads", async () => {
    const script = `
      const { BinaryCrossentropy, kernelName } = await import("${oneFile}");
      const answer = [kernelName(), new BinaryCrossentropy()([0, 0, 1, 1], [1, 1, 1, 0]).toFixed(5)];`;
    site.requests();
    expect(await site.ask(script)).toEqual(["relaxed-simd", "11.52286"]);
    expect(site.requests().filter((path) => /\.js$/.test(path))).toEqual([oneFile]);
  });

  test("gives the names that the package gives", async () => {
    const script = `
      const names = (module) => Object.keys(module).sort().join();
      const answer = names(await import("${oneFile}")) === names(await import(${core}));`;
    expect(await site.ask(script)).toBe(true);
  });
});

describe("policies", () => {
  test("without wasm-unsafe-eval the kernels are those in JavaScript", async () => {
    const script = `
      const { BinaryCrossentropy, kernelName } = await import(${core});
      const answer = [kernelName(), new BinaryCrossentropy()([0, 0, 1, 1], [1, 1, 1, 0]).toFixed(5)];`;
    const policy = { "Content-Security-Policy": "script-src 'self' 'unsafe-inline'" };
    expect(await site.ask(script, policy)).toEqual(["javascript", "11.52286"]);
  });

  const start = `
    const { startThreads } = await import(${threads});
    const answer = await startThreads({ count: 2 }).then(String, (error) => [error.message, String(error.cause)]);`;

  test("a policy for workers is named, with its cause", async () => {
    const policy = { ...isolation, "Content-Security-Policy": "worker-src 'none'" };
    const [message, cause] = (await site.ask(start, policy)) as [string, string];
    expect(message).toBe(
      "startThreads: worker must be a script that starts as a worker, got its own: its script did not load. Serve " +
        "binary-crossentropy/threads/worker, pass its address as worker, and allow it in the page's policy, under worker-src.",
    );
    expect(cause).toBe("Error: its script did not load");
  });

  test("trusted types are named, with their cause", async () => {
    const policy = {
      ...isolation,
      "Content-Security-Policy": "require-trusted-types-for 'script'",
    };
    const [message, cause] = (await site.ask(start, policy)) as [string, string];
    expect(message).toContain("The page's policy wants trusted types");
    expect(cause).toContain("TypeError");
  });

  test("a policy named default that allows the worker lets threads start under trusted types", async () => {
    const allow =
      'trustedTypes.createPolicy("default", { createScriptURL: (address) => address });';
    const policy = {
      ...isolation,
      "Content-Security-Policy": "require-trusted-types-for 'script'",
    };
    expect(
      await site.ask(allow + start.replace("String, ", "({ count }) => count, "), policy),
    ).toBe(2);
  });

  test("a page that is not isolated is told the headers", async () => {
    expect(await site.ask(start)).toEqual([
      "startThreads: the page must be cross-origin isolated, got one that is not. Serve it with the headers " +
        "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.",
      "undefined",
    ]);
  });
});

describe("workers", () => {
  /** The answer that a module worker with the script posts. */
  const inWorker = (script: string) => `
    const answer = await new Promise((resolve, reject) => {
      const code = ${JSON.stringify(script)}.replaceAll("ORIGIN", location.origin);
      const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })), { type: "module" });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    });`;
  const inOrigin = (entry: string) => `"ORIGIN/${modules.get(entry)}"`;

  test.each([
    ["without isolation", {}],
    ["isolated", isolation],
  ])("a worker computes, %s", async (_, headers) => {
    const script = `
      import { BinaryCrossentropy, kernelName } from ${inOrigin("binary-crossentropy")};
      postMessage([kernelName(), new BinaryCrossentropy()([0, 0, 1, 1], [1, 1, 1, 0]).toFixed(5)]);`;
    expect(await site.ask(inWorker(script), headers)).toEqual(["relaxed-simd", "11.52286"]);
  });

  test("the first synchronous calls of a worker after startThreads() use the pool", async () => {
    const script = `
      import { BinaryCrossentropy } from ${inOrigin("binary-crossentropy")};
      import { SharedKernelMemory, startThreads } from ${inOrigin("binary-crossentropy/threads")};
      const n = 2 ** 20;
      const memory = new SharedKernelMemory({ byteLength: 8 * n + 128 });
      const [yTrue, yPred] = [memory.float32(n).fill(1), memory.float32(n)];
      const bce = new BinaryCrossentropy({ fromLogits: true });
      const threads = await startThreads({ count: 2, threshold: 0 });
      const values = new Set();
      for (let i = 0; i < 300; i++) values.add(bce(yTrue, yPred));
      const { passes, lost } = threads;
      await threads.stop();
      postMessage({ passes, lost, values: [...values] });`;
    const answer = (await site.ask(inWorker(script), isolation)) as {
      passes: number;
      lost: number;
      values: number[];
    };
    expect(answer.values).toEqual([Math.fround(Math.LN2)]);
    expect(answer.lost).toBe(0);
    expect(answer.passes).toBeGreaterThan(30);
  });

  test("a service worker computes, and is told that it has no workers", async () => {
    const script = `
      const registration = await navigator.serviceWorker.register("/test/pages/service-worker.js", { type: "module" });
      const worker = registration.installing ?? registration.waiting ?? registration.active;
      const answer = await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        worker.postMessage("compute", [port2]);
      });`;
    expect(await site.ask(script, isolation)).toEqual([
      "relaxed-simd",
      "11.52286",
      expect.stringMatching(
        /^startThreads: .*This platform has no workers: leave startThreads out/,
      ),
    ]);
  });
});
