// What started this process, as the launchers of MPI say it in the environment.

export interface Launcher {
  /** How it is called in messages. */
  readonly name: string;
  /** Whose mpirun it is, where only one kind of library understands it. */
  readonly implementation: "Open MPI" | "MPICH" | undefined;
  readonly rank: number;
  readonly size: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The launcher of this process; undefined where it was started without one. */
export function readLauncher(env: Environment): Launcher | undefined {
  const launcher = (name: string, implementation: Launcher["implementation"], rank?: string, size?: string) =>
    /^\d+$/.test(rank ?? "") && /^\d+$/.test(size ?? "") ? { name, implementation, rank: Number(rank), size: Number(size) } : undefined;
  return (
    launcher("the mpirun of Open MPI", "Open MPI", env["OMPI_COMM_WORLD_RANK"], env["OMPI_COMM_WORLD_SIZE"]) ??
    // Inside an allocation but without srun there is no process number: a program that runs alone.
    launcher("srun", undefined, env["SLURM_PROCID"], env["SLURM_STEP_NUM_TASKS"]) ??
    launcher("the mpiexec of MPICH", "MPICH", env["PMI_RANK"], env["PMI_SIZE"])
  );
}
