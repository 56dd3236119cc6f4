// scripts/call-kernel.mjs, which calls a kernel by hand: it gives what the definition says, and says
// what is wrong with a call.
//
// @module-tag thorough

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { logits } from "../../src/semantics/element.js";

const script = fileURLToPath(new URL("../../scripts/call-kernel.mjs", import.meta.url));

function callKernel(...args: string[]): { sum: number; out: number[]; error: string } {
  const { stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  const [, sum = "", out = ""] = /sum (.*)\nout (.*)\n/.exec(stdout) ?? [];
  return { sum: Number(sum), out: out.split(" ").map(Number), error: stderr };
}

test("a kernel of logits gives the sum of the losses, and their gradients", () => {
  const z = [-18.5, 0.5, 3, -12.75];
  const labels = [0, 1, 1, 0];
  const { sum, out, error } = callKernel(
    "quickF64",
    labels.join(),
    z.join(),
    "--dialect",
    "logits",
  );
  expect(error).toBe("");
  const losses = labels.map((label, i) => logits.loss(label, z[i]!));
  expect(sum).toBeCloseTo(
    losses.reduce((a, b) => a + b),
    14,
  );
  labels.forEach((label, i) => {
    expect(out[i]).toBeCloseTo(logits.gradient(label, z[i]!), 14);
  });
}, 60_000);

test.each([
  [["quickF32", "0,1", "1"], /must be equally many, got 2,1,0\./],
  [["generalF32", "0", "1", "--want", "loss"], /--want must be one of sum, losses, .* got loss\./],
])("%j is refused", (args, sentence) => {
  expect(callKernel(...args).error).toMatch(sentence);
});
