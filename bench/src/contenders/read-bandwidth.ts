// No loss: reads labels and predictions once in WebAssembly, with the loads of its SIMD kernels,
// and nothing else. What a contender takes longer than this it takes for computing. The code is
// assembly/read.ts.

import { readFileSync } from "node:fs";
import { BenchError } from "../errors.js";
import { bandwidthName } from "../names.js";
import { compileReader } from "../reader.js";
import type { Contender } from "./contender.js";

type ReadBoth = (first: number, second: number, bytes: number) => bigint;

/** The loop reads this many bytes of each array in a turn. */
const turn = 64;
const pageSize = 2 ** 16;

export const readBandwidth: Contender = {
  name: bandwidthName,
  async prepare(_, { labels, predictions }) {
    const bytes = Math.ceil(labels.byteLength / turn) * turn;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((2 * bytes) / pageSize) + 1 });
    const module = await WebAssembly.compile(readFileSync(await compileReader()));
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    const readBoth = exports["readBoth"] as ReadBoth;
    // Static data and the stack, if there were any, would lie in the first page.
    const [first, second] = [pageSize, pageSize + bytes];
    copyInto(memory, first, labels);
    copyInto(memory, second, predictions);
    if (readBoth(first, second, bytes) !== exclusiveOr(memory, first, 2 * bytes))
      throw new BenchError(`${bandwidthName} is wrong.`);
    return {
      run: () => Number(readBoth(first, second, bytes) & 1n),
    };
  },
};

function copyInto(
  memory: WebAssembly.Memory,
  at: number,
  { buffer, byteOffset, byteLength }: ArrayBufferView,
): void {
  new Uint8Array(memory.buffer, at, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength));
}

/** In halves: arithmetic with 64 bits takes its time in JavaScript. */
function exclusiveOr({ buffer }: WebAssembly.Memory, at: number, bytes: number): bigint {
  const halves = new Int32Array(buffer, at, bytes / 4);
  let [low, high] = [0, 0];
  for (let i = 0; i < halves.length; i += 2) {
    low ^= halves[i]!;
    high ^= halves[i + 1]!;
  }
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt.asUintN(32, BigInt(low)));
}
