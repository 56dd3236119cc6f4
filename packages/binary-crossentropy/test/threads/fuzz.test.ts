// Seeded random calls by a pool of threads: what it gives is what one thread gives, to the bit.

import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  binaryCrossentropy,
  binaryFocalCrossentropy,
  KernelMemory,
  metrics,
} from "binary-crossentropy";
import { SharedKernelMemory, startThreads, type Threads } from "binary-crossentropy/threads";
import { afterAll, beforeAll, expect, test } from "vitest";
import { libraryOf } from "../fuzz/library.js";
import { snippetOf } from "../fuzz/snippet.js";
import { threadedCallAt, threadsDiffer } from "../fuzz/threads.js";

const library = libraryOf({
  BinaryCrossentropy,
  binaryCrossentropy,
  BinaryFocalCrossentropy,
  binaryFocalCrossentropy,
  metrics,
  KernelMemory,
  SharedKernelMemory,
});

let threads: Threads;

beforeAll(async () => {
  threads = await startThreads({ count: 2, threshold: 0 });
});

afterAll(() => threads.stop());

test("random calls give the same with threads as without", { timeout: 120_000 }, async () => {
  const wrong: string[] = [];
  for (let index = 0; index < 150; index++) {
    const call = threadedCallAt(1, index);
    const differences = await threadsDiffer(call, library, threads);
    if (differences.length > 0)
      wrong.push(`call ${index}: ${differences.join("; ")}\n${snippetOf(call).slice(0, 2000)}`);
  }
  expect(wrong).toEqual([]);
  expect(threads.passes).toBeGreaterThan(50);
  expect(threads.lost).toBe(0);
});
