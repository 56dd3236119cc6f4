// bce score of a folder under mpirun: one process prints, and it is what one alone prints.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openMpi, run } from "./run-mpi.js";

const bin = createRequire(import.meta.url).resolve("binary-crossentropy-cli/bin/bce.js");
const folder = mkdtempSync(join(tmpdir(), "bce-mpi-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (let file = 0; file < 5; file++) {
  const rows = Array.from(
    { length: 50 + file },
    (_, i) =>
      `${(i * i + file) % 3 === 0 ? 1 : 0},${0.5 + 0.45 * Math.sin(i + file)},${"ab"[i % 2]}`,
  );
  writeFileSync(join(folder, `${file}.csv`), ["y,p,g", ...rows, ""].join("\n"));
}
/** A file as large as several shares of the work, which is cut. */
const large = 200_000;
const line = (i: number) =>
  `${(i * i) % 3 === 0 ? 1 : 0},${0.5 + 0.45 * Math.sin(i)},${"ab"[i % 2]}`;
writeFileSync(
  join(folder, "large.csv"),
  ["y,p,g", ...Array.from({ length: large }, (_, i) => line(i)), ""].join("\n"),
);

const args = [folder, "--label", "y", "--prediction", "p", "--by", "g", "--format", "json"];

const underMpi = (ranks: number, ...more: string[]) =>
  run([...openMpi!.command, "-n", String(ranks), process.execPath, bin, "score", ...args, ...more]);

describe.each([2, 3])("%i processes", (ranks) => {
  test("print once what one prints", async () => {
    const alone = spawnSync(process.execPath, [bin, "score", ...args], { encoding: "utf8" });
    const { code, output } = await underMpi(ranks);
    expect(code, output).toBe(0);
    expect(output).toBe(alone.stdout);
    expect(JSON.parse(output).count).toBe(260 + large);
  });

  test("end with the code of --fail-above", async () => {
    expect((await underMpi(ranks, "--fail-above", "0")).code).toBe(3);
  });
});

test("a link back to the folder is said once, and its files are counted once", async () => {
  symlinkSync(".", join(folder, "self"));
  const { code, output } = await underMpi(2, "--report", join(folder, "report.html"));
  expect(code, output).toBe(0);
  expect(output.split(" again, and counted once.")).toHaveLength(2);
  expect(output).toContain(`"count": ${260 + large},`);
});

test("a bad row on one of them is said once, and all end with its code", async () => {
  const bad = join(folder, "3.csv");
  writeFileSync(bad, "y,p,g\n1,0.5,a\n1,1.5,b\n");
  const { code, output } = await underMpi(2);
  expect(code, output).toBe(1);
  expect(output.split("prediction must be a probability in [0, 1], got 1.5.")).toHaveLength(2);
  expect(output).toContain('3.csv", line 3, row 2, column "p": prediction must be');
  // Also where files are read once more.
  expect(output.split(" again, and counted once.")).toHaveLength(2);
});
