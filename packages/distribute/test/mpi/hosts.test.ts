// Two hosts: network namespaces that a pair of virtual cables joins, and MPI over TCP between them.
// Where this machine does not allow them the test says so, and fails if REQUIRE_MPI is 1 and the
// user is root.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { openMpi, runRanks, stillRunning } from "./run-mpi.js";

const id = process.pid;
const hosts = [`bce${id}a`, `bce${id}b`] as const;
const addresses = ["10.231.77.1", "10.231.77.2"] as const;
const network = "10.231.77.0/24";

const ip = (...args: string[]) => spawnSync("ip", args, { encoding: "utf8" });

/** Joins the two, and gives what went wrong. */
function createHosts(): string {
  const steps: string[][] = [
    ["netns", "add", hosts[0]],
    ["netns", "add", hosts[1]],
    ["link", "add", `v${id}a`, "type", "veth", "peer", "name", `v${id}b`],
    ...hosts.flatMap((host, i) => {
      const cable = `v${id}${"ab"[i]}`;
      return [
        ["link", "set", cable, "netns", host],
        ["-n", host, "addr", "add", `${addresses[i]}/24`, "dev", cable],
        ["-n", host, "link", "set", cable, "up"],
        ["-n", host, "link", "set", "lo", "up"],
      ];
    }),
  ];
  for (const step of steps) {
    const { status, stderr, error } = ip(...step);
    if (status !== 0) return `ip ${step.join(" ")}: ${error?.message ?? stderr.trim()}`;
  }
  return "";
}

let folder = "";
let problem = "";

beforeAll(() => {
  problem = createHosts();
  folder = mkdtempSync(join(tmpdir(), "distribute-hosts-"));
  // What mpirun starts its daemon on another host with: here a command in that namespace.
  const agent = join(folder, "agent");
  writeFileSync(
    agent,
    `#!/bin/sh\nhost="$1"; shift\ncase "$host" in ${addresses[1]}) exec ip netns exec ${hosts[1]} sh -c "$*";; esac\nexit 1\n`,
  );
  chmodSync(agent, 0o755);
});

afterAll(() => {
  for (const host of hosts) ip("netns", "delete", host);
  rmSync(folder, { recursive: true, force: true });
});

function twoHosts() {
  const tcp = [
    "--mca",
    "btl",
    "tcp,self",
    "--mca",
    "btl_tcp_if_include",
    network,
    "--mca",
    "oob_tcp_if_include",
    network,
  ];
  const agent = [
    "--mca",
    "plm_rsh_agent",
    join(folder, "agent"),
    "--bind-to",
    "none",
    "--host",
    `${addresses[0]},${addresses[1]}`,
  ];
  return {
    ...openMpi!,
    command: ["ip", "netns", "exec", hosts[0], ...openMpi!.command, ...agent, ...tcp],
  };
}

/** Skips the test where this machine has no such hosts. */
function needHosts(context: TestContext): void {
  if (problem === "") return;
  console.warn(`Two hosts were not tested: ${problem}`);
  if (process.env["REQUIRE_MPI"] === "1" && process.getuid?.() === 0) throw new Error(problem);
  context.skip();
}

test("two ranks on two hosts sum over TCP, and one that fails ends the other", async (context) => {
  needHosts(context);
  const { code, output } = await runRanks(twoHosts(), 2, "collectives.mjs");
  expect(code, output).toBe(0);
  expect(output).toContain('"sum":3');
  expect(output).toContain('"text":["","é"]');
  const bytes = ip("-n", hosts[0], "-s", "-j", "link", "show", `v${id}a`).stdout;
  const [{ stats64 }] = JSON.parse(bytes) as [{ stats64: { tx: { bytes: number } } }];
  // A sum of 300,001 float32 numbers went over the cable.
  expect(stats64.tx.bytes).toBeGreaterThan(1_200_000);

  for (const [fault, message] of [
    ["throw", "replica 1 of 2 failed: Error: bad luck"],
    ["kill", "rank 1"],
    ["exit 0", "the end of the program on replica 1"],
  ] as const) {
    const ended = await runRanks(twoHosts(), 2, "fault.mjs", [fault]);
    expect(ended.output).toContain(message);
    expect(ended.code, ended.output).not.toBe(0);
    expect(ended.seconds).toBeLessThan(10);
  }
});

describe("a cable that is cut", () => {
  const limit = 3;
  /** Long enough for all ranks to be at work. */
  const workMs = 4000;

  test.for(["in an all-reduce", "in many calls"])(
    "%s: the time limit ends both sides, and the launcher",
    async (moment, context) => {
      needHosts(context);
      // No rank is to be stopped.
      const job = runRanks(twoHosts(), 2, "stopped.mjs", [moment, String(limit), "9"]);
      try {
        await sleep(workMs);
        ip("-n", hosts[0], "link", "set", `v${id}a`, "down");
        const cut = Date.now();
        const { code, output } = await job;
        const lasted = (Date.now() - cut) / 1000;
        expect(code, output).not.toBe(0);
        expect(output).toMatch(
          /another replica did not come within 3 s while replica 0 waited in allReduce/,
        );
        expect(output).toMatch(
          /Absent: replica 1 \(process \d+ on .*\), which does not answer\.\n/,
        );
        expect(lasted).toBeLessThan(limit + 2);
        // That of the other host, which the launcher could not reach.
        const far = /Absent: replica 1 \(process (\d+)/.exec(output)![1]!;
        expect(await stillRunning([far])).toEqual([]);
      } finally {
        ip("-n", hosts[0], "link", "set", `v${id}a`, "up");
      }
    },
  );

  test("a rank that fails then ends the launcher, though that cannot reach the other host", async (context) => {
    needHosts(context);
    const job = runRanks(twoHosts(), 2, "stopped.mjs", ["fails", String(2 * limit), "9"]);
    try {
      await sleep(workMs);
      ip("-n", hosts[0], "link", "set", `v${id}a`, "down");
      const { code, output, seconds } = await job;
      expect(code, output).not.toBe(0);
      expect(output).toContain("replica 0 of 2 failed: Error: bad luck");
      // It is asked first, and has five seconds: on a machine of its own it needs one.
      expect(seconds).toBeLessThan(workMs / 1000 + 2 * limit + 10);
    } finally {
      ip("-n", hosts[0], "link", "set", `v${id}a`, "up");
    }
  });
});
