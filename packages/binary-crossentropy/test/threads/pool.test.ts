// A pool's life: options, the refusal of a second one, stopping, starting again, and that a process
// ends by itself.

import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { BinaryCrossentropy } from "binary-crossentropy";
import { startThreads, type Threads } from "binary-crossentropy/threads";
import { afterEach, describe, expect, test, vi } from "vitest";
import { share } from "./shared.js";

const n = 200_000;
const bce = new BinaryCrossentropy({ fromLogits: true });
const yTrue = share(new Uint8Array(n).fill(1));
const yPred = share(new Float32Array(n));
const ln2 = Math.fround(Math.LN2);

let threads: Threads | undefined;

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await threads?.stop();
  threads = undefined;
});

const message = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => new Error("nothing was refused"),
    (reason: Error) => reason,
  );
  return `${error.name}: ${error.message}`;
};

describe("options", () => {
  const wrong: [unknown, string][] = [
    [{ count: 0 }, "count must be an integer in [1, 128], got 0."],
    [{ count: 129 }, "count must be an integer in [1, 128], got 129."],
    [{ count: 1e9 }, "count must be an integer in [1, 128], got 1000000000."],
    [{ count: 1.5 }, "count must be an integer in [1, 128], got 1.5."],
    [{ count: "2" }, 'count must be an integer in [1, 128], got "2".'],
    [{ threshold: -1 }, "threshold must be a number >= 0, got -1."],
    [{ threshold: NaN }, "threshold must be a number >= 0, got NaN."],
    [{ worker: 1 }, "worker must be the address of a script, a string or a URL, got 1."],
    [{ worker: null }, "worker must be the address of a script, a string or a URL, got null."],
    [{ onLost: true }, "onLost must be a function, got true."],
    [
      { threads: 2 },
      'options must have no other keys than count, threshold, worker, onLost, got "threads".',
    ],
    [
      { Count: 2 },
      'options must have no other keys than count, threshold, worker, onLost, got "Count". Did you mean count?',
    ],
    [2, "options must be an object, got 2."],
  ];
  test.each(wrong)("%j", async (options, expected) => {
    expect(await message(startThreads(options as object))).toBe(
      `ValueError: startThreads: ${expected}`,
    );
  });

  test("as many threads as the machine has by default, and calls below the threshold stay alone", async () => {
    threads = await startThreads();
    expect(threads.count).toBe(availableParallelism());
    bce(yTrue.subarray(0, 1000), yPred.subarray(0, 1000));
    await threads.evaluate(bce, yTrue.subarray(0, 1000), yPred.subarray(0, 1000));
    expect(threads.passes).toBe(0);
  });

  test("one thread is the calling one", async () => {
    threads = await startThreads({ count: 1, threshold: 0 });
    expect(bce(yTrue, yPred)).toBe(ln2);
    expect(await threads.evaluate(bce, yTrue, yPred)).toBe(ln2);
    expect(threads.passes).toBe(0);
  });

  test("a script that is not there", async () => {
    const prefix =
      "ValueError: startThreads: worker must be a script that starts as a worker, got ";
    const expected = `${prefix}"file:///nowhere/worker.js": Cannot find module '/nowhere/worker.js'`;
    expect(
      await message(startThreads({ count: 3, worker: "file:///nowhere/worker.js" })),
    ).toContain(expected);
    threads = await startThreads({ count: 2 });
  });

  test("a script by its path", async () => {
    threads = await startThreads({
      count: 2,
      worker: fileURLToPath(new URL("../../dist/threads/worker.js", import.meta.url)),
    });
    expect(threads.count).toBe(2);
  });
});

describe("one pool at a time", () => {
  test("a second one is refused until the first is stopped", async () => {
    const starting = startThreads({ count: 2, threshold: 0 });
    const refused =
      "ValueError: startThreads: the pool before must be stopped first, got one that is running. Call stop() on it and await that.";
    expect(await message(startThreads())).toBe(refused);
    threads = await starting;
    expect(await message(startThreads())).toBe(refused);
    await threads.stop();
    threads = await startThreads({ count: 2, threshold: 0 });
    expect(await threads.evaluate(bce, yTrue, yPred)).toBe(ln2);
    expect(threads.passes).toBe(1);
  });

  test("a second stop waits for the first, however they come: another pool can start after either", async () => {
    const pool = await startThreads({ count: 2 });
    const first = pool.stop();
    await pool.stop();
    threads = await startThreads({ count: 2 });
    await first;
    await pool.stop();
    expect(threads.count).toBe(2);
  });

  test("stopping answers what was asked before, refuses what comes after, and leaves calls to the calling thread", async () => {
    const pool = await startThreads({ count: 2, threshold: 0 });
    const before = [pool.evaluate(bce, yTrue, yPred), pool.evaluate(bce, yTrue, yPred)];
    const stopped = pool.stop();
    expect(await message(pool.evaluate(bce, yTrue, yPred))).toBe(
      "ValueError: threads.evaluate: the pool must be running, got one that was stopped.",
    );
    expect(await Promise.all(before)).toEqual([ln2, ln2]);
    await stopped;
    await pool.stop();
    const { passes } = pool;
    expect(passes).toBe(2);
    expect(bce(yTrue, yPred)).toBe(ln2);
    expect(pool.passes).toBe(passes);
    expect(pool.lost).toBe(0);
  });
});

describe("asynchronous calls are refused what calls are", () => {
  test("with the same messages", async () => {
    threads = await startThreads({ count: 1 });
    const bad = threads as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    expect(await message(bad["evaluate"]!((x: unknown) => x, yTrue, yPred))).toBe(
      "ValueError: threads.evaluate: bce must be an instance of BinaryCrossentropy or BinaryFocalCrossentropy, got a function.",
    );
    expect(await message(threads.evaluate(bce, yTrue, [1]))).toMatch(
      /^ShapeError: threads\.evaluate: yTrue and yPred must have/,
    );
    expect(await message(bad["valueAndGrad"]!(bce, [1], [0], null, { out: [1] }))).toBe(
      "ValueError: threads.valueAndGrad: out must be a Float32Array of length 1, or { data, shape } with one, got [1].",
    );
    expect(await message(bad["hessian"]!(bce, [1], [0], null, { maks: [1] }))).toBe(
      'ValueError: threads.hessian: the fourth argument must have no other keys than mask, out, got "maks". Did you mean mask?',
    );
  });
});

describe("the platform", () => {
  test("a page without isolation is told which headers it needs", async () => {
    vi.stubGlobal("crossOriginIsolated", false);
    expect(await message(startThreads())).toBe(
      "ValueError: startThreads: the page must be cross-origin isolated, got one that is not. Serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.",
    );
  });

  test("where nothing may wait, only asynchronous calls use the pool", async () => {
    vi.spyOn(Atomics, "wait").mockImplementation(() => {
      throw new TypeError("Atomics.wait cannot be called in this context");
    });
    threads = await startThreads({ count: 2, threshold: 0 });
    expect(bce(yTrue, yPred)).toBe(ln2);
    expect(threads.passes).toBe(0);
    expect(await threads.evaluate(bce, yTrue, yPred)).toBe(ln2);
    expect(threads.passes).toBe(1);
  });
});

describe("a process with a pool", () => {
  const dist = new URL("../../dist/", import.meta.url).href;
  const setup = `
    import { BinaryCrossentropy } from "${dist}index.js";
    import { startThreads } from "${dist}threads/index.js";
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const x = new Float32Array(new SharedArrayBuffer(4e6));
    const threads = await startThreads({ count: 3, threshold: 0 });
    const ready = performance.now();
    process.on("exit", () => console.log(performance.now() - ready < 2000 ? "in time" : "late"));
  `;

  function run(program: string): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", setup + program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
  }

  test.each([
    ["ends when its program ends", "", ""],
    ["ends after a synchronous call", "console.log(bce(x, x).toFixed(3));", "0.693\n"],
    [
      "waits for an asynchronous call, and ends",
      "threads.evaluate(bce, x, x).then((loss) => console.log(loss.toFixed(3)));",
      "0.693\n",
    ],
  ])("%s", async (_, program, output) => {
    expect(await run(program)).toEqual({ code: 0, output: `${output}in time\n` });
  });
});
