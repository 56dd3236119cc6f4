// What launchers of MPI say in the environment, and which libraries are then tried.

import { failure } from "@binary-crossentropy/test/failure";
import { describe, expect, test } from "vitest";
import { readLauncher } from "../../dist/mpi/launcher.js";
import { loadLibrary } from "../../dist/mpi/library.js";

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
