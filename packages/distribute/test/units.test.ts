// The parts of the strategy over MPI that need none: what launchers say, which libraries are tried,
// and what ranks compare.

import { readFileSync } from "node:fs";
import { failure } from "@binary-crossentropy/test/failure";
import { beforeAll, describe, expect, test } from "vitest";
import { whoHasWhat } from "../dist/differences.js";
import { describeAbsent, findAbsent } from "../dist/mpi/absent.js";
import {
  decodeCall,
  describeCall,
  describeCalls,
  encodeAllReduce,
  encodeCall,
} from "../dist/mpi/agreement.js";
import { readLauncher } from "../dist/mpi/launcher.js";
import { loadLibrary } from "../dist/mpi/library.js";
import { findGone, introduce } from "../dist/mpi/peers.js";
import { isBehind, Pulse } from "../dist/mpi/pulse.js";

describe("launchers", () => {
  test.each([
    [
      { OMPI_COMM_WORLD_RANK: "1", OMPI_COMM_WORLD_SIZE: "4", OMPI_COMM_WORLD_LOCAL_SIZE: "2" },
      "the mpirun of Open MPI",
      1,
      4,
      2,
    ],
    [{ PMI_RANK: "0", PMI_SIZE: "3", MPI_LOCALNRANKS: "3" }, "the mpiexec of MPICH", 0, 3, 3],
    [
      { SLURM_PROCID: "5", SLURM_STEP_NUM_TASKS: "8", PMI_RANK: "5", PMI_SIZE: "8" },
      "srun",
      5,
      8,
      undefined,
    ],
  ])("%j", (env, name, rank, size, localSize) => {
    expect(readLauncher(env)).toMatchObject({ name, rank, size, localSize });
  });

  test.each([{}, { SLURM_PROCID: "0", SLURM_NTASKS: "8" }, { PMI_RANK: "x", PMI_SIZE: "2" }])(
    "none in %j",
    (env) => {
      expect(readLauncher(env)).toBeUndefined();
    },
  );
});

describe("the library", () => {
  const noKoffi = {
    load(path: string | null): never {
      throw new Error(`${path}: cannot open shared object file`);
    },
  };
  const install =
    "Install one, on Debian with `apt-get install openmpi-bin libopenmpi3`, or set BINARY_CROSSENTROPY_MPI to the path of its libmpi.";

  test("none: the error lists what was tried", () => {
    expect(failure(() => loadLibrary("MpiStrategy.start", noKoffi, {}, undefined))).toBe(
      `ValueError: MpiStrategy.start: the library of MPI must be Open MPI or MPICH, got none of libmpi.so.40, libmpi.40.dylib, libmpi.so.12, libmpich.so.12, libmpi.12.dylib. ${install}`,
    );
  });

  test("under MPICH's launcher its own names come first, and the rank is named", () => {
    const launcher = readLauncher({ PMI_RANK: "1", PMI_SIZE: "2" });
    expect(failure(() => loadLibrary("MpiStrategy.start", noKoffi, {}, launcher))).toBe(
      `ValueError: MpiStrategy.start: the library of MPI must be Open MPI or MPICH, got none of libmpi.so.12, libmpich.so.12, libmpi.12.dylib, libmpi.so.40, libmpi.40.dylib on replica 1. ${install}`,
    );
  });

  test("the variable is the only one that is tried", () => {
    expect(
      failure(() =>
        loadLibrary(
          "MpiStrategy.start",
          noKoffi,
          { BINARY_CROSSENTROPY_MPI: "/x/libmpi.so" },
          undefined,
        ),
      ),
    ).toBe(
      `ValueError: MpiStrategy.start: the library of MPI must be Open MPI or MPICH, got /x/libmpi.so, which BINARY_CROSSENTROPY_MPI names (/x/libmpi.so: cannot open shared object file). ${install}`,
    );
  });
});

describe("what ranks compare", () => {
  test("differs for all that may differ, and is an integer that a double holds", () => {
    const codes = [
      encodeCall("allReduce", new Float32Array(31)),
      encodeCall("allReduce", new Float64Array(31)),
      encodeCall("allReduce", new Float32Array(32)),
      encodeCall("broadcast", new Float32Array(31)),
      encodeCall("broadcast", new Float32Array(31), 1),
      encodeCall("broadcast", new Uint8Array(31), 1),
      encodeCall("gather"),
      encodeCall("barrier"),
      encodeCall("end"),
    ];
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every(Number.isSafeInteger)).toBe(true);
    expect(codes.map(describeCall)).toEqual([
      "allReduce of 31 float32 numbers",
      "allReduce of 31 float64 numbers",
      "allReduce of 32 float32 numbers",
      "broadcast of 31 float32 numbers from replica 0",
      "broadcast of 31 float32 numbers from replica 1",
      "broadcast of 31 bytes from replica 1",
      "gather",
      "barrier",
      "the end of the program",
    ]);
  });

  test("tells sums from means, and refuses what would have the number of another call", () => {
    const array = new Float32Array(31);
    const codes = [
      encodeAllReduce(array, "sum"),
      encodeAllReduce(array, "mean"),
      encodeCall("barrier"),
    ];
    expect(codes[0]).toBe(encodeCall("allReduce", array));
    expect(describeCalls(codes)).toEqual([
      "allReduce of 31 float32 numbers (sum)",
      "allReduce of 31 float32 numbers (mean)",
      "barrier",
    ]);
    expect(failure(() => encodeCall("broadcast", { length: 2 ** 32 } as Float32Array))).toBe(
      "ValueError: MpiStrategy: an array must have fewer than 4294967296 elements, got 4294967296.",
    );
    expect(failure(() => encodeCall("broadcast", array, 65_536))).toBe(
      "ValueError: MpiStrategy: root must be less than 65536, got 65536.",
    );
  });

  test("keeps large lengths and roots", () => {
    const large = { length: 2 ** 32 - 1 } as Float32Array;
    expect(decodeCall(encodeCall("broadcast", large, 65_535))).toEqual({
      name: "broadcast",
      kind: 0,
      root: 65_535,
      length: 2 ** 32 - 1,
    });
  });

  test("who has what: each value once", () => {
    expect(whoHasWhat(["a", "b", "a"])).toBe("a on replicas 0, 2 and b on replica 1");
    expect(whoHasWhat(Array.from({ length: 12 }, () => "a"))).toBe(
      "a on replicas 0, 1, 2, 3, 4, 5, 6, 7 and 4 more",
    );
  });
});

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
