// Seeded random calls against the oracle, with each of the kernels. `npm run fuzz` makes as many as
// one likes.

import { testInTiers } from "@binary-crossentropy/test/tiers";
import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  binaryCrossentropy,
  binaryFocalCrossentropy,
  KernelMemory,
  metrics,
} from "binary-crossentropy";
import { expect, vi } from "vitest";
import { SharedKernelMemory } from "../src/threads/shared-kernel-memory.js";
import { type Finding, fuzz } from "./fuzz/fuzz.js";
import { libraryOf } from "./fuzz/library.js";

const library = libraryOf({
  BinaryCrossentropy,
  binaryCrossentropy,
  BinaryFocalCrossentropy,
  binaryFocalCrossentropy,
  metrics,
  KernelMemory,
  SharedKernelMemory,
});

vi.setConfig({ testTimeout: 120_000 });

const seeds = [1, 2, 3].map((seed): [title: string, seed: number] => [
  `random calls give what the oracle gives: seed ${seed}`,
  seed,
]);
const calls = 700;

testInTiers(seeds, [seeds[0]![0]], (_, seed) => {
  const { findings, undecided } = fuzz({ library, seed, calls, most: 1, patience: 1500 });
  expect(findings.map(told)).toEqual([]);
  expect(undecided).toBeLessThan(calls / 10);
});

const told = ({ quantity, index, message, snippet }: Finding) =>
  `call ${index}: ${quantity}\n${message}\n${snippet}`;
