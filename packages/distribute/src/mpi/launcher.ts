// The launcher that started this process, as the launchers of MPI describe themselves in the
// environment.

/** An implementation of MPI, by its binary interface. */
export type Implementation = "Open MPI" | "MPICH";

export interface Launcher {
  /** Its name in messages. */
  readonly name: string;
  /** The implementation that it belongs to; undefined where it starts programs of any. */
  readonly implementation: Implementation | undefined;
  /** The variable that holds a process's rank. */
  readonly variable: string;
  readonly rank: number;
  readonly size: number;
  /** Number of processes on this machine; undefined where the launcher does not say. */
  readonly localSize: number | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

interface Variables {
  readonly name: string;
  readonly implementation: Implementation | undefined;
  readonly rank: string;
  readonly size: string;
  readonly localSize: string;
}

const launchers: readonly Variables[] = [
  {
    name: "the mpirun of Open MPI",
    implementation: "Open MPI",
    rank: "OMPI_COMM_WORLD_RANK",
    size: "OMPI_COMM_WORLD_SIZE",
    localSize: "OMPI_COMM_WORLD_LOCAL_SIZE",
  },
  // Only srun sets the number of tasks of a step. A program that runs alone inside an allocation
  // has none.
  {
    name: "srun",
    implementation: undefined,
    rank: "SLURM_PROCID",
    size: "SLURM_STEP_NUM_TASKS",
    localSize: "SLURM_STEP_TASKS_PER_NODE",
  },
  {
    name: "the mpiexec of MPICH",
    implementation: "MPICH",
    rank: "PMI_RANK",
    size: "PMI_SIZE",
    localSize: "MPI_LOCALNRANKS",
  },
];

/** The launcher of this process; undefined if it was started without one. */
export function readLauncher(env: Environment): Launcher | undefined {
  const number = (name: string) => (/^\d+$/.test(env[name] ?? "") ? Number(env[name]) : undefined);
  for (const { name, implementation, rank: variable, size: sizeVariable, localSize } of launchers) {
    const [rank, size] = [number(variable), number(sizeVariable)];
    if (rank !== undefined && size !== undefined)
      return { name, implementation, variable, rank, size, localSize: number(localSize) };
  }
  return undefined;
}
