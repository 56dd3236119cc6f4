// The processes in Python, with the real server and a framework of a few lines.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createData, readArray, writeData } from "../src/data.js";
import { PythonPeers } from "../src/hosts/peers.js";
import { prepareMessage } from "../src/hosts/protocol.js";
import { startPython } from "../src/hosts/python.js";
import { benchFolder, workload } from "./fixtures.js";

const python = "python3";
const hasPython = spawnSync(python, ["--version"]).status === 0;

// In place of peers/workload.py, which needs NumPy.
const fakeWorkload = `
import array

def read(workload, files):
    predictions = array.array("f")
    with open(files["predictions"], "rb") as file:
        predictions.frombytes(file.read())
    return predictions
`;

const fakeFramework = `
import os, sys

print("what a framework has to say")
version = "1.2.3"
most_threads = 4

class Gradient:
    def __init__(self, values):
        self.values = values
    def reshape(self, length):
        return self
    def tofile(self, path):
        with open(path, "wb") as file:
            file.write(self.values.tobytes())

def to_numpy(gradient):
    return Gradient(gradient)

def make(workload, arrays):
    print("and while it works")
    def run():
        return sum(arrays) / len(arrays) + workload["smoothing"], arrays
    return run

def broken(workload, arrays):
    raise ValueError("no compiler\\nand more")

def deadly(workload, arrays):
    calls = []
    def run():
        calls.append(1)
        if len(calls) == 2: raise RuntimeError("not twice")
        if len(calls) == 3: os._exit(1)
        return 0.0, None
    return run

contenders = {"fake": make, "broken": broken, "deadly": deadly}
`;

describe.skipIf(!hasPython)("a process in Python", { timeout: 30_000 }, () => {
  const data = createData("float32", 32);
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "bench-test-"));
    copyFileSync(join(benchFolder, "peers/server.py"), join(folder, "server.py"));
    writeFileSync(join(folder, "workload.py"), fakeWorkload);
    writeFileSync(join(folder, "fake.py"), fakeFramework);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("prepares, checks and samples, whatever its framework prints", async () => {
    const host = await startPython("fake", { python, threads: 2, folder });
    const files = writeData(folder, data)("logits");
    const prepared = await host.prepare(
      prepareMessage({ ...workload, labels: "smoothed" }, files, ["fake", "broken"]),
    );
    expect(prepared).toEqual({
      entrants: [{ name: "fake", threads: 2, version: "1.2.3" }],
      failed: { broken: "ValueError: no compiler" },
    });
    const expected = Array.from(data.logits).reduce((sum, z) => sum + z, 0) / 32 + 0.1;
    const gradient = join(folder, "gradient.bin");
    const checked = await host.check({ do: "check", contender: "fake", gradient });
    expect(checked).toEqual({ mean: expect.closeTo(expected, 6), ns: expect.any(Number) });
    expect(readArray(gradient, "float32")).toEqual(data.logits);
    const { ns, sink } = await host.sample({ do: "sample", contender: "fake", calls: 10 });
    expect(ns).toBeGreaterThan(0);
    expect(sink).toBeCloseTo(10 * expected, 4);
    await expect(host.check({ do: "check", contender: "other", gradient: null })).rejects.toThrow(
      "fake: KeyError: 'other'",
    );
    host.close();
  });

  test("that fails says why, and that ends says so", async () => {
    const host = await startPython("fake", { python, threads: 1, folder });
    await host.prepare(prepareMessage(workload, writeData(folder, data)("logits"), ["deadly"]));
    const sample = () => host.sample({ do: "sample", contender: "deadly", calls: 1 });
    await expect(sample()).rejects.toThrow("fake: RuntimeError: not twice");
    await expect(sample()).rejects.toThrow("the process that measures fake ended.");
  });

  test("is refused where the framework is missing", async () => {
    await expect(startPython("absent", { python, threads: 1, folder })).rejects.toThrow(
      "absent: No module named 'absent'",
    );
  });
});

describe("without Python", () => {
  test("the interpreter is named", async () => {
    await expect(startPython("fake", { python: "/nowhere/python", threads: 1 })).rejects.toThrow(
      "/nowhere/python cannot be run (ENOENT).",
    );
  });

  test("no framework is there, and each is missed", async () => {
    const peers = new PythonPeers({ python: "/nowhere/python", contenders: null });
    expect(await peers.hostsFor(2)).toEqual([]);
    expect(peers.missing).toEqual(["NumPy", "TensorFlow", "PyTorch", "JAX"]);
  });

  test("nothing is missed where no framework in Python is asked for", async () => {
    const peers = new PythonPeers({
      python: "/nowhere/python",
      contenders: ["hand-written loop", "jax-js wasm"],
    });
    expect(await peers.hostsFor(2)).toEqual([]);
    expect(peers.missing).toEqual([]);
  });
});
