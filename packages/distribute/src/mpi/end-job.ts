// Ends the job when waiting has become pointless: this process, processes that hold the job up, and
// the launcher, if it does not end by itself because it waits for a machine that it cannot reach.

import { nodeModule } from "binary-crossentropy/internal";
import type { NativeFunction } from "./koffi.js";
import type { Launcher } from "./launcher.js";
import { kill } from "./processes.js";
import { say } from "./say.js";
import { launcherProcesses } from "./siblings.js";

interface ChildProcesses {
  spawn(
    command: string,
    args: readonly string[],
    options: { readonly detached: true; readonly stdio: "ignore" },
  ): Child;
}

interface Child {
  on(event: "error", listener: () => void): void;
}

/**
 * How long a launcher has, in tenths of a second. Open MPI's takes a second if all processes are on
 * its machine. If they are on several it takes three, or for ever if it cannot reach one of them,
 * which is likely where a process waited in vain. A launcher that is ending the job already has
 * longer, since it has yet to say which process failed.
 */
const tenths = { onOneMachine: 14, onSeveral: 10, whenItEndsTheJob: 50 };

/**
 * @param exit Ends this process without asking the thread that waits.
 * @param options.heldUpBy Processes of this machine that would not end when the launcher asks them
 *   to.
 * @param options.launcherKnows Whether the launcher sees without this process that the job is over.
 */
export function endJob(
  exit: NativeFunction,
  launcher: Launcher | undefined,
  messages: readonly string[],
  {
    heldUpBy = [],
    launcherKnows = false,
  }: { readonly heldUpBy?: readonly number[]; readonly launcherKnows?: boolean } = {},
): void {
  // Before any process ends: the launcher of MPICH then ends the job, and drops what it has not read.
  say(...messages);
  if (launcher)
    endLauncherLater(launcher, launcherKnows ? tenths.whenItEndsTheJob : tenthsFor(launcher));
  // A launcher waits for a stopped process as for a running one.
  for (const pid of heldUpBy) kill(pid);
  exit(1);
}

/**
 * Call it before the launcher is asked to end the job: a launcher that cannot reach all machines
 * waits for ever.
 */
export function endLauncherWhereItHangs(launcher: Launcher | undefined): void {
  if (launcher && !isOnOneMachine(launcher)) endLauncherLater(launcher, tenths.whenItEndsTheJob);
}

function tenthsFor(launcher: Launcher): number {
  return isOnOneMachine(launcher) ? tenths.onOneMachine : tenths.onSeveral;
}

function isOnOneMachine({ localSize, size }: Launcher): boolean {
  return localSize === size;
}

/** Only for launchers of MPI: the launcher of a batch system outlives the job. */
function endLauncherLater(launcher: Launcher, count: number): void {
  const pids = launcher.implementation ? launcherProcesses(launcher) : [];
  if (pids.length === 0) return;
  const isThere = pids.map((pid) => `kill -0 ${pid}`).join(" || ");
  const script = `for i in $(seq ${count}); do sleep 0.1; ${isThere} || exit 0; done; kill -KILL ${pids.join(" ")}`;
  // The script must outlive this process, and hold none of its pipes.
  const { spawn } = nodeModule<ChildProcesses>("child_process")!;
  spawn("sh", ["-c", script], { detached: true, stdio: "ignore" }).on("error", () => {});
}
