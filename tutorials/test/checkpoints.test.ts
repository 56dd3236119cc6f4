// Checkpoints: a training resumed from one equals a training that was never stopped, and a file
// that does not fit is refused.

import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeInTiers } from "@binary-crossentropy/test/tiers";
import { beforeAll, describe, expect, test } from "vitest";
import { startWasm } from "../src/keras/node/backend.js";
import { decode, encode, readCheckpoint, writeCheckpoint } from "../src/keras/node/checkpoint.js";
import { openSource } from "../src/keras/node/open-source.js";
import { checkpointPath, prepareStart } from "../src/keras/node/run-training.js";
import type { Training } from "../src/keras/tutorial.js";
import { type TutorialName, tutorials } from "../src/keras/tutorials.js";
import { RunError } from "../src/support/run.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder().path;
beforeAll(startWasm);

const names = (Object.keys(tutorials) as TutorialName[]).map((name) => [name, name] as const);

function prepare(name: TutorialName, seed = 1): Promise<Training> {
  return tutorials[name].prepare(openSource(name, undefined), { quick: true, seed });
}

async function advance(training: Training, steps: number): Promise<unknown[]> {
  const readings: unknown[] = [];
  for (let i = 0; i < steps; i++) readings.push(await training.advance());
  return readings;
}

async function throughFile(training: Training): Promise<void> {
  await writeCheckpoint(checkpointPath(folder), {
    configuration: training.configuration,
    snapshot: await training.save(),
  });
}

describeInTiers(names, ["imbalanced"], (_, name) => {
  test("goes on from a file as if it had not been stopped, to the last bit", {
    timeout: 180_000,
  }, async () => {
    const [before, after] = name === "imbalanced" ? [6, 3] : [2, 2];
    const whole = await prepare(name);
    await advance(whole, before);
    await throughFile(whole);
    const resumed = await prepare(name);
    await prepareStart(resumed, folder, "resume");
    expect(resumed.done).toBe(whole.done);
    expect(await advance(resumed, after)).toEqual(await advance(whole, after));
    expect(await resumed.save()).toEqual(await whole.save());
  });
});

describe("a checkpoint", () => {
  const checkpoint = {
    configuration: { seed: 1, width: 8 },
    snapshot: {
      numbers: { done: 3, random: [1, -2, 3, -4], nothing: null },
      tensors: {
        "generator/adam": [{ shape: [2, 1], data: Float32Array.of(1.5, -0) }],
        generator: [{ shape: [], data: Float32Array.of(7) }],
      },
    },
  };

  test("comes back as it was", () => {
    expect(decode(encode(checkpoint))).toEqual(checkpoint);
  });

  // The format: u64 length, JSON header, then the numbers at the offsets it gives.
  test("is a safetensors file", () => {
    const bytes = encode(checkpoint);
    const length = Number(bytes.readBigUInt64LE());
    const header = JSON.parse(bytes.toString("utf8", 8, 8 + length));
    expect(header["generator/adam/0"]).toEqual({
      dtype: "F32",
      shape: [2, 1],
      data_offsets: [0, 8],
    });
    expect(bytes.readFloatLE(8 + length)).toBe(1.5);
    expect(bytes.length).toBe(8 + length + 12);
    expect(length % 8).toBe(0);
  });

  test("replaces the one before and leaves nothing beside it", async () => {
    const path = join(folder, "one", "..", "replaced.safetensors");
    await writeCheckpoint(path, checkpoint);
    await writeCheckpoint(path, { ...checkpoint, configuration: { seed: 2, width: 8 } });
    expect((await readCheckpoint(path))?.configuration).toEqual({ seed: 2, width: 8 });
    expect(readdirSync(folder).filter((name) => name.startsWith("replaced"))).toEqual([
      "replaced.safetensors",
    ]);
  });

  const damages: [string, (bytes: Buffer) => Buffer, string][] = [
    ["empty", () => Buffer.alloc(0), "it has 0 bytes"],
    ["cut in its header", (bytes) => bytes.subarray(0, 40), "its header is incomplete"],
    ["cut in its numbers", (bytes) => bytes.subarray(0, -1), "its checksum does not fit"],
    [
      "changed in one bit",
      (bytes) => {
        bytes[bytes.length - 1]! ^= 1;
        return bytes;
      },
      "its checksum does not fit",
    ],
  ];
  test.each(damages)("that is %s is damaged", async (_, damage, reason) => {
    const path = join(folder, "damaged.safetensors");
    writeFileSync(path, damage(encode(checkpoint)));
    await expect(readCheckpoint(path)).rejects.toThrow(
      new RunError(`the checkpoint ${path} is damaged: ${reason}. Start anew with --fresh.`),
    );
  });

  test("of another seed is refused", async () => {
    await throughFile(await prepare("pix2pix", 2));
    const training = await prepare("pix2pix", 1);
    const path = checkpointPath(folder);
    await expect(prepareStart(training, folder, "continue")).rejects.toThrow(
      new RunError(
        `the checkpoint ${path} must be of a run with seed 1, got seed 2. Start anew with --fresh, or elsewhere with --out.`,
      ),
    );
    await prepareStart(training, folder, "fresh");
    expect(training.done).toBe(0);
    expect(readFileSync(path).length).toBeGreaterThan(0);
  });

  test("that is not there is no reason not to start, unless it is asked for", async () => {
    const training = await prepare("pix2pix");
    const empty = mkdtempSync(join(folder, "empty-"));
    await prepareStart(training, empty, "continue");
    expect(training.done).toBe(0);
    await expect(prepareStart(training, empty, "resume")).rejects.toThrow(
      new RunError(
        `--resume needs a checkpoint, but there is no ${checkpointPath(empty)}. Start without it.`,
      ),
    );
  });
});
