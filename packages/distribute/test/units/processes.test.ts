// The processes of other ranks: which are gone, which are absent and why, and what this one waits
// for.

import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { describeAbsent, findAbsent } from "../../dist/mpi/absent.js";
import { findGone, introduce } from "../../dist/mpi/peers.js";
import { isBehind, Pulse } from "../../dist/mpi/pulse.js";

describe("peers", () => {
  let own: ReturnType<typeof introduce>;
  beforeAll(() => {
    own = introduce();
  });

  test("two machines of one name are two, and so are two starts of one: their process spaces have the same number", () => {
    const ended = 2 ** 22 + 1;
    const [boot, space] = own.space.split(" ");
    expect(boot).toBe(readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
    const far = { ...own, pid: ended, space: `00000000-0000-0000-0000-000000000000 ${space}` };
    expect(findGone([own, far], 0)).toEqual([]);
    // Where the system does not say what tells machines apart nothing is known of any.
    expect(
      findGone(
        [
          { ...own, space: "" },
          { ...own, pid: ended, space: "" },
        ],
        0,
      ),
    ).toEqual([]);
  });

  test("another process that has got the number of one that ended is not that one", () => {
    expect(findGone([own, { ...own, started: `${Number(own.started) - 1}` }], 0)).toEqual([1]);
  });

  test("a process that is not there is gone; one of another machine or container cannot be seen", () => {
    const ended = 2 ** 22 + 1;
    expect(own.pid).toBe(process.pid);
    const peers = [
      own,
      { ...own, pid: ended },
      { ...own, pid: ended, host: "elsewhere" },
      { ...own, pid: ended, space: "another" },
      own,
    ];
    expect(findGone(peers, 0)).toEqual([1]);
  });
});

describe("who is absent", () => {
  const own = { version: "1", host: "near", pid: 10, space: "a b", started: "1" };
  const peers = [own, { ...own, pid: 11 }, { ...own, pid: 12 }, { ...own, pid: 13, host: "far" }];
  const company = { rank: 0, peers };

  test("is said of each with the reason, and of nobody who waits, too", () => {
    const answers = new Map([
      [1, 7],
      [2, 5],
    ]);
    const absent = findAbsent(
      company,
      undefined,
      ["running", "running", "running", "out of sight"],
      answers,
      7,
    );
    expect(describeAbsent(absent)).toBe(
      "Absent: replica 2 (process 12 on near), which is still at something else; replica 3 (process 13 on far), which does not answer.",
    );
    // One that is at work would not end where its launcher only asks it to; one of another machine
    // is not this one's to end.
    expect(absent.map(({ mustBeKilled }) => mustBeKilled)).toEqual([true, false]);
  });

  test("is what is seen of a process before what it answered", () => {
    const answers = new Map(peers.map((_, rank) => [rank, 7]));
    const absent = findAbsent(
      company,
      undefined,
      ["running", "stopped", "gone", "out of sight"],
      answers,
      7,
    );
    expect(describeAbsent(absent)).toBe(
      "Absent: replica 1 (process 11 on near), which is stopped; replica 2 (process 12 on near), which has ended.",
    );
    expect(describeAbsent([])).toBe(
      "All that can be asked wait, too: see whether a network between them fails.",
    );
  });

  test("does not change where counts begin anew", () => {
    expect(isBehind(5, 7)).toBe(true);
    expect(isBehind(7, 7)).toBe(false);
    expect(isBehind(2 ** 31 - 1, -(2 ** 31))).toBe(true);
    expect(isBehind(-(2 ** 31), 2 ** 31 - 1)).toBe(false);
  });

  test("a pulse tells what is waited for, in memory that another thread reads", () => {
    const pulse = new Pulse();
    const reader = new Pulse(pulse.memory);
    expect(reader.read()).toMatchObject({ count: 0, isWaiting: false });
    const during = pulse.during("leave", 12, () => reader.read());
    expect(during).toEqual({ count: 1, isWaiting: true, phase: "leave", code: 12 });
    expect(() =>
      pulse.during("call", 1, () => {
        throw new Error("in it");
      }),
    ).toThrow("in it");
    expect(reader.read()).toMatchObject({ count: 4, isWaiting: false });
  });
});
