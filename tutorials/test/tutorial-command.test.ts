// The command of the tutorials: what it takes, what it refuses, and that a run stopped by Ctrl-C
// can be resumed.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { thorough } from "@binary-crossentropy/test/tiers";
import { describe, expect, test, vi } from "vitest";
import { readRequest } from "../src/keras/node/command.js";
import { UsageError } from "../src/support/run.js";
import { temporaryFolder } from "./temporary-folder.js";

describe("the arguments", () => {
  test("have defaults", () => {
    expect(readRequest(["dcgan"])).toEqual({
      tutorial: "dcgan",
      quick: false,
      data: undefined,
      start: "continue",
      out: fileURLToPath(new URL("../out/dcgan", import.meta.url)),
      seed: 1,
      length: undefined,
    });
  });

  test("are read", () => {
    expect(
      readRequest([
        "imbalanced",
        "--quick",
        "--data",
        "cards",
        "--fresh",
        "--out",
        "x",
        "--seed",
        "7",
        "--epochs=3",
      ]),
    ).toEqual({
      tutorial: "imbalanced",
      quick: true,
      data: "cards",
      start: "fresh",
      out: "x",
      seed: 7,
      length: 3,
    });
    expect(readRequest(["cyclegan", "--resume", "--steps", "9"])).toMatchObject({
      start: "resume",
      length: 9,
    });
  });

  test("a quick training has a folder of its own", () => {
    expect(readRequest(["pix2pix", "--quick"])?.out).toMatch(/tutorials.out.pix2pix-quick$/);
  });

  test.each([
    [["autoencoder"], "unknown command 'autoencoder'"],
    [["dcgna"], "unknown command 'dcgna' (Did you mean dcgan?)"],
    [["dcgan", "--seed", "x"], '--seed must be a whole number from 0 to 2147483647, got "x"'],
    [["dcgan", "--seed=-1"], '--seed must be a whole number from 0 to 2147483647, got "-1"'],
    [["dcgan", "--steps", "0"], '--steps must be a whole number from 1 to 1000000, got "0"'],
    [["dcgan", "--steps", "1e3"], '--steps must be a whole number from 1 to 1000000, got "1e3"'],
    [["dcgan", "--epochs", "3"], "unknown option '--epochs'"],
    [["dcgan", "--out="], "--out must be a folder, got an empty text"],
    [["dcgan", "--data="], "--data must be a path, got an empty text"],
    [["dcgan", "--data"], "option '--data <path>' argument missing"],
    [["dcgan", "--resume", "--fresh"], "option '--resume' cannot be used with option '--fresh'"],
    [["dcgan", "more"], "too many arguments for 'dcgan'. Expected 0 arguments but got 1."],
  ])("refuse %j", (args, message) => {
    expect(() => readRequest(args)).toThrow(new UsageError(message));
  });

  test.each([[[]], [["--help"]], [["dcgan", "--help"]]])("explain themselves: %j", (args) => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    expect(readRequest(args)).toBeUndefined();
    const text = write.mock.calls.map(([text]) => text).join("");
    write.mockRestore();
    if (args.includes("dcgan"))
      expect(text).toMatch(
        /--quick[\s\S]*--data[\s\S]*--resume[\s\S]*--fresh[\s\S]*--out[\s\S]*--seed[\s\S]*--steps/,
      );
    else expect(text).toMatch(/imbalanced[\s\S]*dcgan[\s\S]*pix2pix[\s\S]*cyclegan/);
  });
});

// A process of its own gets the built package.
describe("the command", { timeout: 180_000 }, () => {
  const main = fileURLToPath(new URL("../src/keras/main.ts", import.meta.url));
  const folder = temporaryFolder().path;

  function start(...args: string[]): {
    child: ChildProcess;
    end: Promise<{ code: number | null; stdout: string; stderr: string }>;
  } {
    const child = spawn(process.execPath, ["--import", "tsx", main, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (part) => {
      output.stdout += part;
    });
    child.stderr.on("data", (part) => {
      output.stderr += part;
    });
    return {
      child,
      end: new Promise((resolve) => child.on("close", (code) => resolve({ code, ...output }))),
    };
  }

  test("stops at Ctrl-C with a checkpoint and goes on from it to its end", thorough, async () => {
    const args = ["pix2pix", "--quick", "--out", join(folder, "p")];
    const { child, end } = start(...args);
    child.stdout!.on("data", (part: Buffer) => {
      if (part.includes("step  4 of 40")) child.kill("SIGINT");
    });
    const stopped = await end;
    expect(stopped).toMatchObject({ code: 130, stderr: "" });
    const [, done] = stopped.stdout.match(
      /\nStopped after step (\d+) of 40\. Run the same command to resume\.\n$/,
    )!;
    expect(Number(done)).toBeLessThan(40);
    expect(readdirSync(join(folder, "p")).sort()).toEqual([
      "checkpoint.safetensors",
      "losses.svg",
      "measure.svg",
      "samples.png",
    ]);
    const finished = await start(...args).end;
    expect(finished).toMatchObject({ code: 0, stderr: "" });
    expect(finished.stdout).toContain(
      `\nResuming after step ${done} of 40; --fresh starts anew.\n`,
    );
    expect(finished.stdout).toMatch(/\nstep 40 of 40 .*\n/);
    // What the same training without a stop comes to is in tutorials.test.ts: less than 0.35.
    expect(Number(finished.stdout.match(/(\d\.\d{3}) after step 40\.\n/)![1])).toBeLessThan(0.35);
  });

  test("says in one line what it cannot use", thorough, async () => {
    const nowhere = join(folder, "nowhere");
    expect(
      await start("cyclegan", "--quick", "--data", nowhere, "--out", join(folder, "c")).end,
    ).toMatchObject({
      code: 1,
      stderr: `cyclegan: --data must be a file or folder that is there, got ${nowhere}.\n`,
    });
    expect(await start("cyclegan", "--steps", "none").end).toEqual({
      code: 2,
      stdout: "",
      stderr: 'cyclegan: --steps must be a whole number from 1 to 1000000, got "none"\n',
    });
    expect(existsSync(nowhere)).toBe(false);
  });
});
