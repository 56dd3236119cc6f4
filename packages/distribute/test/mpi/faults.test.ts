// What goes wrong on one rank ends all of them within ten seconds, with an exit code that is not 0
// and a message that names the rank. Nothing hangs.

import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Ended,
  type Launcher,
  launchers,
  mpich,
  openMpi,
  run,
  runRanks,
  script,
} from "./run-mpi.js";

function expectFault(
  { code, output, seconds }: Ended,
  ...messages: readonly (string | RegExp)[]
): void {
  for (const message of messages) {
    if (typeof message === "string") expect(output).toContain(message);
    else expect(output).toMatch(message);
  }
  expect(code, output).not.toBe(0);
  expect(output).not.toContain("is done");
  expect(seconds).toBeLessThan(10);
}

const said = "binary-crossentropy-distribute: ";
const allReduce = "allReduce of 31 float32 numbers";
const differ = (what: string) =>
  `ValueError: MpiStrategy: what the replicas call must be the same, got ${allReduce} on replicas 0, 2 and ${what} on replica 1.`;

describe.each(launchers)("$name", (launcher) => {
  const faults: [string, ...(string | RegExp)[]][] = [
    ["throw", `${said}replica 1 of 3 failed: Error: bad luck`, /at .*fault\.mjs:\d+/],
    ["reject", `${said}replica 1 of 3 failed: Error: nobody listens`],
    ["exit 3", `${said}replica 1 of 3 ended with exit code 3.\n`],
    ["exit 0", differ("the end of the program").replace("ValueError: ", "")],
    ["await nothing", /replica 1/],
    ["other length", differ("allReduce of 30 float32 numbers")],
    ["other kind", differ("allReduce of 31 float64 numbers")],
    ["mean", differ(`${allReduce} (mean)`).replace(`got ${allReduce}`, `got ${allReduce} (sum)`)],
    ["barrier", differ("barrier")],
    ["broadcast", differ("broadcast of 31 float32 numbers from replica 2")],
    ["end before joining", /replica 1 ended before joining, while replica [02] waited\.\n/],
    [
      "hang",
      new RegExp(
        `another replica did not come within 1 s while replica [02] waited in ${allReduce}\\.\n`,
      ),
      /Absent: replica 1 \(process \d+ on .*\), which is still at something else\.\n/,
    ],
  ];
  test.each(faults)("%s", async (fault, ...messages) => {
    expectFault(await runRanks(launcher, 3, "fault.mjs", [fault]), ...messages);
  });

  test("abort ends all with its code", async () => {
    const { code, output } = await runRanks(launcher, 3, "fault.mjs", ["abort"]);
    expect(code, output).toBe(7);
  });

  test("the first of two", async () => {
    expectFault(
      await runRanks(launcher, 2, "fault.mjs", ["throw", "0"]),
      `${said}replica 0 of 2 failed: Error: bad luck`,
    );
  });

  test("a library that is missing on one rank", async () => {
    const ended = await runRanks(launcher, 2, "fault.mjs", ["another library"]);
    expectFault(
      ended,
      "MpiStrategy.start: the library of MPI must be Open MPI or MPICH, got /nowhere/libmpi.so, which BINARY_CROSSENTROPY_MPI names (",
      ") on replica 1. Install one, on Debian with `apt-get install openmpi-bin libopenmpi3`, or set BINARY_CROSSENTROPY_MPI to the path of its libmpi.",
    );
  });

  test("nothing: all are done, with exit code 0", async () => {
    const { code, output } = await runRanks(launcher, 3, "fault.mjs", ["none"]);
    expect(code, output).toBe(0);
    for (const rank of [0, 1, 2]) expect(output).toContain(`replica ${rank} is done`);
  });
});

describe("a rank that is killed", () => {
  test("under Open MPI", async () => {
    expectFault(
      await runRanks(openMpi!, 3, "fault.mjs", ["kill"]),
      /rank 1 .*exited on signal 9 \(Killed\)/,
    );
  });

  test.skipIf(!mpich)(
    "under MPICH, whose launcher names the process and not the rank",
    async () => {
      expectFault(
        await runRanks(mpich!, 3, "fault.mjs", ["kill"]),
        /PID \d+ RUNNING AT/,
        "EXIT CODE: 9",
      );
    },
  );
});

describe("the launcher of another library", () => {
  const cases: [string, Launcher | undefined, Launcher | undefined, string][] = [
    ["MPICH under mpirun of Open MPI", openMpi, mpich, "the mpirun of Open MPI"],
    ["Open MPI under mpiexec of MPICH", mpich, openMpi, "the mpiexec of MPICH"],
  ];
  test.skipIf(!mpich).each(cases)("%s", async (_, launcher, other, name) => {
    const ended = await runRanks(launcher!, 2, "fault.mjs", ["none"], {
      BINARY_CROSSENTROPY_MPI: other!.library,
    });
    expectFault(
      ended,
      /ValueError: MpiStrategy\.start: the library of MPI on replica [01] must be that of /,
      `must be that of ${name}, which started 2 processes, got ${other!.name} (${other!.library}). Each process would train alone. Start them with the mpirun of that library, or set BINARY_CROSSENTROPY_MPI to the path of the other.`,
    );
  });

  test("a launcher that MPI does not hear of", async () => {
    const env = { SLURM_PROCID: "1", SLURM_STEP_NUM_TASKS: "2" };
    expectFault(
      await run([process.execPath, script("fault.mjs"), "none"], env),
      "the library of MPI on replica 1 must be that of srun, which started 2 processes, got Open MPI (libmpi.so.40), which says that it is alone.",
    );
  });
});

describe("another version on one rank", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  let folder = "";

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "distribute-version-"));
    cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
    const description = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as object;
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ ...description, version: "9.9.9" }),
    );
    symlinkSync(join(root, "../../node_modules"), join(folder, "node_modules"));
    cpSync(script("fault.mjs"), join(folder, "fault.mjs"));
    const text = readFileSync(join(folder, "fault.mjs"), "utf8");
    writeFileSync(
      join(folder, "fault.mjs"),
      text.replace('"binary-crossentropy-distribute"', '"./dist/index.js"'),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(launchers)("$name", async ({ command }) => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      version: string;
    };
    const part = (path: string) => ["-n", "1", process.execPath, path, "none"];
    expectFault(
      await run([
        ...command,
        ...part(script("fault.mjs")),
        ":",
        ...part(join(folder, "fault.mjs")),
      ]),
      `MpiStrategy.start: the version of binary-crossentropy must be the same on all replicas, got "${version}" on replica 0 and "9.9.9" on replica 1.`,
    );
  });
});
