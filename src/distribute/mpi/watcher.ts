// A worker's script: looks after the processes beside this one while its main thread waits for them, and ends this one
// where they cannot come any more.

import { nodeModule } from "../../node-module.js";
import { say } from "./faults.js";
import type { Watch } from "./join.js";
import { importKoffi } from "./koffi.js";
import { findMissing } from "./siblings.js";

interface WorkerThreads {
  readonly workerData: Watch;
  readonly parentPort: { postMessage(message: string): void };
}

declare const setInterval: (run: () => void, milliseconds: number) => unknown;
declare const performance: { now(): number };

const owner = "MpiStrategy.start";
const lookEveryMs = 1000;

const { workerData, parentPort } = nodeModule<WorkerThreads>("worker_threads")!;
const { launcher, timeoutSeconds } = workerData;
const koffi = await importKoffi(owner);
// An ordinary exit would ask the thread that waits.
const exit = koffi.load(null, { global: false }).func("_exit", "void", ["int"]);
const start = performance.now();
let missedBefore: readonly number[] = [];

function look(): void {
  const missing = findMissing(launcher) ?? [];
  // The launcher may still be starting processes: one counts as ended when it is missed twice.
  const ended = missing.filter((rank) => missedBefore.includes(rank));
  missedBefore = missing;
  if (ended.length > 0) endNow(`replica${ended.length > 1 ? "s" : ""} ${ended.join(", ")} ended before joining`);
  if (performance.now() - start > timeoutSeconds * 1000) endNow(`another replica did not join within ${timeoutSeconds} s`);
}

function endNow(what: string): void {
  say(`${owner}: ${what}, while replica ${launcher.rank} waited.`);
  exit(1);
}

setInterval(look, lookEveryMs);
parentPort.postMessage("ready");
