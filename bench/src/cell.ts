// The process that runs a group of contenders in JavaScript, as hosts/javascript.ts asks it to.

import { writeFileSync } from "node:fs";
import type { Ready } from "./contenders/contender.js";
import { type Group, loadGroup } from "./contenders/index.js";
import { readArray } from "./data.js";
import type {
  Check,
  Checked,
  Entrant,
  Prepare,
  Prepared,
  Request,
  Sample,
  Sampled,
  Weigh,
  Weighed,
} from "./hosts/protocol.js";
import { peakDuring } from "./memory.js";

const contenders = loadGroup(process.argv[2] as Group);
const ready = new Map<string, Ready>();

async function prepare({ workload, files, only }: Prepare): Promise<Prepared> {
  for (const { release } of ready.values()) release?.();
  ready.clear();
  const entrants: Entrant[] = [];
  for (const { name, prepare } of await contenders) {
    if (only !== null && !only.includes(name)) continue;
    // Arrays of its own for each, or one contender would run on what another has brought into the
    // caches.
    const read = (file: string) => readArray(file, workload.dtype, workload.n);
    const prepared = await prepare(workload, {
      labels: read(files.labels),
      predictions: read(files.predictions),
      weights: workload.weights === "none" && !workload.road ? undefined : read(files.weights),
    });
    if (!prepared) continue;
    const { threads = 1, version = "", kernel } = prepared;
    ready.set(name, prepared);
    entrants.push({ name, threads, version, ...(kernel === undefined ? {} : { kernel }) });
  }
  return { entrants, failed: {} };
}

async function check({ contender, gradient }: Check): Promise<Checked> {
  const { run, grad, activate } = ready.get(contender)!;
  await activate?.();
  // What a run leaves unwritten must not look like a result.
  grad?.()?.fill(NaN);
  const start = performance.now();
  const mean = run();
  const ns = (performance.now() - start) * 1e6;
  if (gradient !== null) writeFileSync(gradient, grad?.() ?? new Uint8Array());
  return { mean, ns };
}

async function sample({ contender, calls }: Sample): Promise<Sampled> {
  const { run, activate } = ready.get(contender)!;
  await activate?.();
  let sink = 0;
  const start = performance.now();
  for (let call = 0; call < calls; call++) sink += run();
  return { ns: (performance.now() - start) * 1e6, sink };
}

async function weigh({ contender }: Weigh): Promise<Weighed> {
  const { run, grad, losses } = ready.get(contender)!;
  // An array that is there before the call takes no memory of the call's: it takes it now.
  const given = grad?.()?.fill(NaN);
  const peak = peakDuring(run);
  const gradient = given === undefined ? (grad?.()?.byteLength ?? 0) : 0;
  const made = gradient + (losses?.()?.byteLength ?? 0);
  return { bytes: peak === null ? null : Math.max(0, peak - made) };
}

function answer(message: Request): Promise<Prepared | Checked | Sampled | Weighed> {
  switch (message.do) {
    case "prepare":
      return prepare(message);
    case "check":
      return check(message);
    case "sample":
      return sample(message);
    case "weigh":
      return weigh(message);
  }
}

process.on("message", async (message: Request) => {
  const reply = await answer(message).catch((error: unknown) => ({
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }));
  process.send!(reply);
});
// The parent is gone, and with it whoever could ask.
process.on("disconnect", () => process.exit());
