// The strategy of processes that MPI connects.

import { nodeModule, readKeys, refuse, show, ValueError } from "binary-crossentropy/internal";
import { expectSame } from "../comparisons.js";
import { Strategy } from "../strategy.js";
import { MpiCommunicator } from "./communicator.js";
import { endLauncherWhereItHangs } from "./end-job.js";
import { endWithProcess } from "./end-with-process.js";
import { bindFunctions, type Mpi } from "./functions.js";
import { importKoffi } from "./koffi.js";
import { type Launcher, readLauncher } from "./launcher.js";
import { loadLibrary } from "./library.js";
import { introduce } from "./peers.js";
import { Pulse } from "./pulse.js";
import { Watch } from "./watch.js";

const owner = "MpiStrategy.start";
const defaultTimeout = 1800;

export interface MpiOptions {
  /**
   * Number of seconds that a replica waits for the others before it ends the job. Default 1800.
   * Infinity waits for ever.
   */
  readonly timeout?: number | undefined;
}

/**
 * A strategy with one replica per process that `mpirun`, `srun` or an operator started. It finds
 * Open MPI or MPICH at run time, through the package koffi, which must be installed beside this
 * one.
 *
 * A process that fails ends the others, with an exit code that is not 0 and a message that names
 * its replica.
 *
 * @example
 * ```js
 * import { MpiStrategy } from "binary-crossentropy-distribute";
 *
 * const strategy = await MpiStrategy.start();
 * console.log(strategy.reduce("sum", 1)); // with mpirun -n 2: 2, twice
 * ```
 */
export class MpiStrategy extends Strategy {
  /** The library that was found, such as `"Open MPI (libmpi.so.40)"`. */
  readonly library: string;

  private constructor(communicator: MpiCommunicator, library: string) {
    super(communicator);
    this.library = library;
  }

  /** Whether a launcher of MPI started this process as one of several. */
  static isLaunched(): boolean {
    const process = nodeModule<{ readonly env: Record<string, string | undefined> }>("process");
    return process !== undefined && (readLauncher(process.env)?.size ?? 1) > 1;
  }

  /**
   * Joins the other processes. A process has one such strategy: a second call returns that of the
   * first.
   *
   * @param options How long replicas wait for one another.
   * @returns The strategy, once every process has called this.
   * @throws ValueError for a bad option; for a second call with another option than the first;
   * where koffi or MPI is missing; where this process was started as one of several but MPI says
   * that it is alone; and where the replicas run different versions of this package.
   */
  static async start(options: MpiOptions = {}): Promise<MpiStrategy> {
    const timeout = readKeys(owner, "options", options, ["timeout"]).get("timeout");
    if (timeout !== undefined && !(typeof timeout === "number" && timeout > 0)) {
      refuse(owner, "timeout", "be a number of seconds > 0", show(timeout));
    }
    if (started === undefined) {
      const seconds = timeout ?? defaultTimeout;
      started = { timeout: seconds, strategy: MpiStrategy.#join(seconds) };
    } else if (timeout !== undefined && timeout !== started.timeout) {
      refuse(
        owner,
        "timeout",
        `be that of the first call, ${started.timeout} s, or left out`,
        show(timeout),
      );
    }
    return started.strategy;
  }

  static async #join(timeout: number): Promise<MpiStrategy> {
    const process = nodeModule<{ readonly env: Record<string, string | undefined> }>("process");
    if (process === undefined)
      throw new ValueError(`${owner}: the platform must be Node, got one without its modules.`);
    if (!nodeModule<{ readonly isMainThread: boolean }>("worker_threads")!.isMainThread) {
      throw new ValueError(`${owner}: the thread must be the process's main one, got a worker.`);
    }
    const launcher = readLauncher(process.env);
    const koffi = await importKoffi(owner);
    Object.assign(process.env, { ...quietUcx, ...process.env });
    const mpi = bindFunctions(loadLibrary(owner, koffi, process.env, launcher));
    refuseOtherLauncher(mpi, launcher);
    const pulse = new Pulse();
    const watch =
      (launcher?.size ?? 1) > 1 ? await Watch.start(pulse, launcher, timeout) : undefined;
    pulse.during("join", 0, () => mpi.init());
    const communicator = new MpiCommunicator(mpi, pulse, () => endLauncherWhereItHangs(launcher));
    endWithProcess(communicator);
    if (launcher && launcher.size > 1 && communicator.size === 1) refuseAlone(mpi, launcher);
    await MpiStrategy.#meet(
      communicator,
      watch ?? (communicator.size > 1 ? await Watch.start(pulse, launcher, timeout) : undefined),
    );
    const { implementation, name } = mpi.library;
    return new MpiStrategy(communicator, `${implementation} (${name})`);
  }

  static async #meet(communicator: MpiCommunicator, watch: Watch | undefined): Promise<void> {
    const peers = communicator.meet(introduce(watch?.whereabouts));
    watch?.meet({ rank: communicator.rank, peers });
    const versions = peers.map(({ version }) => show(version));
    const expected = "be the same on all replicas";
    expectSame(owner, "the version of binary-crossentropy", versions, expected);
  }
}

/**
 * UCX, which MPICH may be built on, patches functions that V8's threads are running, and takes over
 * signals that V8 handles.
 */
const quietUcx = { UCX_MEM_EVENTS: "n", UCX_ERROR_SIGNALS: "" };

/** The one strategy of this process, and its time limit. */
let started: { readonly timeout: number; readonly strategy: Promise<MpiStrategy> } | undefined;

/**
 * A library that another implementation's launcher started believes that it is alone, or waits for
 * its own launcher.
 */
function refuseOtherLauncher({ library }: Mpi, launcher: Launcher | undefined): void {
  if (
    launcher?.implementation === undefined ||
    launcher.implementation === library.implementation ||
    launcher.size === 1
  )
    return;
  refuseMismatch(launcher, `${library.implementation} (${library.name})`);
}

function refuseAlone({ library }: Mpi, launcher: Launcher): never {
  refuseMismatch(
    launcher,
    `${library.implementation} (${library.name}), which says that it is alone`,
  );
}

function refuseMismatch({ name, rank, size }: Launcher, library: string): never {
  refuse(
    owner,
    `the library of MPI on replica ${rank}`,
    `be that of ${name}, which started ${size} processes`,
    library,
    "Each process would train alone. Start them with the mpirun of that library, or set BINARY_CROSSENTROPY_MPI to the path of the other.",
  );
}
