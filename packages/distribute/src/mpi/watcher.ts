// The script of a worker that watches the other processes while its own main thread waits for them.
// It ends the job if they cannot come any more, or do not come within the time limit.

import { nodeModule } from "binary-crossentropy/internal";
import { describeAbsent, findAbsent } from "./absent.js";
import { describeCall } from "./call-code.js";
import { endJob } from "./end-job.js";
import { importKoffi } from "./koffi.js";
import { conditionOf, findGone } from "./peers.js";
import { type Beat, Pulse } from "./pulse.js";
import { RollCall } from "./roll-call.js";
import { findMissing } from "./siblings.js";
import type { Company, WatchSettings } from "./watch.js";

interface WorkerThreads {
  readonly workerData: WatchSettings;
  readonly parentPort: {
    postMessage(message: unknown): void;
    on(event: "message", listener: (company: Company) => void): void;
  };
}

declare const setInterval: (run: () => void, milliseconds: number) => unknown;
declare const performance: { now(): number };

const owner = "MpiStrategy.start";
const lookEveryMs = 50;
/**
 * Ended ranks are looked for less often, and must be missed twice, since others may still be
 * starting.
 */
const missEveryMs = 500;
/**
 * Time before the limit at which the others are asked, more than once, since datagrams may be lost.
 */
const askMs = 600;
const askEveryMs = 150;
/** Time that a launcher has to end this process once it was asked to. */
const abortMs = 1000;

const { workerData, parentPort } = nodeModule<WorkerThreads>("worker_threads")!;
const { launcher, timeoutSeconds, memory } = workerData;
const limitMs = timeoutSeconds * 1000;
const pulse = new Pulse(memory);
const koffi = await importKoffi(owner);
// An ordinary exit would ask the thread that waits.
const exit = koffi.load(null, { global: false }).func("_exit", "void", ["int"]);
const isLocal = launcher !== undefined && launcher.localSize === launcher.size;
let company: Company = { rank: launcher?.rank ?? 0, peers: [] };
const rollCall = await RollCall.open(isLocal, () => ({
  rank: company.rank,
  count: pulse.read().count,
}));

let last: Beat = pulse.read();
let since = performance.now();
let [nextMiss, nextAsk] = [0, 0];
let missedBefore: readonly number[] = [];

function look(): void {
  const beat = pulse.read();
  const now = performance.now();
  if (beat.count !== last.count || !beat.isWaiting) {
    [last, since, nextMiss, nextAsk, missedBefore] = [beat, now, now + missEveryMs, 0, []];
    return;
  }
  const waited = now - since;
  if (beat.phase === "abort") {
    if (waited > abortMs)
      endJob(exit, launcher, ["the launcher did not end the job when it was asked to."]);
    return;
  }
  if (beat.phase !== "leave" && now >= nextMiss) lookForEnded(beat, now);
  if (waited > limitMs - Math.min(askMs, limitMs / 2) && now >= nextAsk) askOthers(now);
  if (waited > limitMs) endLate(beat);
}

function lookForEnded(beat: Beat, now: number): void {
  nextMiss = now + missEveryMs;
  const isKnown = company.peers.length > 0;
  const missing = isKnown
    ? findGone(company.peers, company.rank)
    : ((launcher && findMissing(launcher)) ?? []);
  const ended = missing.filter((rank) => missedBefore.includes(rank));
  missedBefore = missing;
  if (ended.length === 0) return;
  if (!isKnown) {
    const who = `replica${ended.length > 1 ? "s" : ""} ${ended.join(", ")}`;
    endJob(exit, launcher, [
      `${owner}: ${who} ended before joining, while replica ${company.rank} waited.`,
    ]);
    return;
  }
  const processes = ended.map(
    (rank) =>
      `replica ${rank} (process ${company.peers[rank]!.pid} on ${company.peers[rank]!.host})`,
  );
  const were = ended.length > 1 ? "were" : "was";
  const what = `${processes.join(" and ")} ${were} killed or ended ${whileWaiting(beat)}.`;
  endJob(exit, launcher, [what], { launcherKnows: true });
}

function askOthers(now: number): void {
  if (nextAsk === 0) rollCall?.answers.clear();
  nextAsk = now + askEveryMs;
  company.peers.forEach(({ whereabouts }, rank) => {
    if (whereabouts && rank !== company.rank && !rollCall?.answers.has(rank))
      rollCall?.ask(whereabouts);
  });
}

function endLate(beat: Beat): void {
  const conditions = company.peers.map((peer) => conditionOf(peer, company.peers[company.rank]!));
  const absent = findAbsent(
    company,
    launcher,
    conditions,
    rollCall?.answers ?? new Map(),
    beat.count,
  );
  const isJoining = company.peers.length === 0;
  const what = isJoining
    ? `${owner}: another replica did not join within ${timeoutSeconds} s, while replica ${company.rank} waited.`
    : `another replica did not come within ${timeoutSeconds} s ${whileWaiting(beat)}.`;
  const held = absent.flatMap(({ pid, mustBeKilled }) =>
    mustBeKilled && pid !== undefined ? [pid] : [],
  );
  endJob(exit, launcher, [what, describeAbsent(absent)], { heldUpBy: held });
}

function whileWaiting(beat: Beat): string {
  return `while replica ${company.rank} waited in ${describeWait(beat)}`;
}

function describeWait({ phase, code }: Beat): string {
  switch (phase) {
    case "call":
      return describeCall(code);
    case "join":
    case "leave":
    case "abort":
      return "the end of the program";
  }
}

parentPort.on("message", (known) => {
  company = known;
});
setInterval(look, lookEveryMs);
parentPort.postMessage(rollCall?.whereabouts);
