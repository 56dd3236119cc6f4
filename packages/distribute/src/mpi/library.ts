// Finds the library of MPI at run time: the names to try, their order, and the implementation that
// the library belongs to.

import { ValueError } from "binary-crossentropy/internal";
import type { Koffi, NativeLibrary } from "./koffi.js";
import type { Environment, Implementation, Launcher } from "./launcher.js";

export interface MpiLibrary {
  readonly native: NativeLibrary;
  readonly implementation: Implementation;
  /** The name under which it was found. */
  readonly name: string;
}

/** The environment variable that names the library, instead of the search. */
export const libraryVariable = "BINARY_CROSSENTROPY_MPI";

/**
 * Names by the version of the binary interface: 40 is Open MPI's, 12 that of MPICH, Intel MPI and
 * MVAPICH.
 */
const names: Readonly<Record<Implementation, readonly string[]>> = {
  "Open MPI": ["libmpi.so.40", "libmpi.40.dylib"],
  MPICH: ["libmpi.so.12", "libmpich.so.12", "libmpi.12.dylib"],
};

/**
 * @throws ValueError where there is no library. It says which names were tried, and how to install
 * one.
 */
export function loadLibrary(
  owner: string,
  koffi: Koffi,
  env: Environment,
  launcher: Launcher | undefined,
): MpiLibrary {
  const wanted = env[libraryVariable];
  const isMpich = launcher?.implementation === "MPICH";
  const order: readonly Implementation[] = isMpich ? ["MPICH", "Open MPI"] : ["Open MPI", "MPICH"];
  const candidates = wanted ? [wanted] : order.flatMap((implementation) => names[implementation]);
  const reasons: string[] = [];
  for (const name of candidates) {
    try {
      // Open MPI loads plug-ins that look for its symbols among the global ones.
      const native = koffi.load(name, { global: true });
      return { native, implementation: implementationOf(native), name };
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  const where = launcher ? ` on replica ${launcher.rank}` : "";
  const tried = wanted
    ? `${wanted}, which ${libraryVariable} names (${reasons[0]})`
    : `none of ${candidates.join(", ")}`;
  throw new ValueError(
    `${owner}: the library of MPI must be Open MPI or MPICH, got ${tried}${where}. ` +
      `Install one, on Debian with \`apt-get install openmpi-bin libopenmpi3\`, or set ${libraryVariable} to the path of its libmpi.`,
  );
}

function implementationOf(native: NativeLibrary): Implementation {
  try {
    native.symbol("ompi_mpi_comm_world");
    return "Open MPI";
  } catch {
    // Others have numbers for handles, and no symbol of their own: any function of MPI must do.
    native.symbol("MPI_Iallreduce");
    return "MPICH";
  }
}
