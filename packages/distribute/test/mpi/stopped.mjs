// One rank is stopped by a signal in a moment that the first argument names; the others wait for
// it, and for no longer than the time limit: `node stopped.mjs MOMENT SECONDS [RANK]`. It prints
// when it stopped. "fails" stops none: rank 0 throws after a while.

import { writeSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";

const stop = () => {
  writeSync(1, `${process.pid} stopped at ${Date.now()}\n`);
  process.kill(process.pid, "SIGSTOP");
};

if (isMainThread) await main();
else setTimeout(stop, workerData);

async function main() {
  const [moment, seconds, faulty = "1"] = process.argv.slice(2);
  const isFaulty = (process.env.OMPI_COMM_WORLD_RANK ?? process.env.PMI_RANK) === faulty;
  writeSync(1, `a rank is ${process.pid}\n`);
  if (isFaulty && moment === "before joining") stop();
  // Before the package's own listener, which leaves MPI.
  if (isFaulty && moment === "at the end") process.on("exit", stop);
  const { MpiStrategy } = await import("binary-crossentropy-distribute");
  const strategy = await MpiStrategy.start({ timeout: Number(seconds) });
  const long = new Float32Array(2 ** 24);
  const few = new Float32Array(31);
  const text = "x".repeat(2 ** 23);
  const steps = {
    "in an all-reduce": () => strategy.allReduce(long),
    "in a broadcast": () => strategy.broadcast(long, 0),
    "in a gather": () => strategy.gather(text),
    "in many calls": () => strategy.allReduce(few),
    "in a barrier": () => strategy.barrier(),
    fails: () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6000);
      if (strategy.replicaIdInSyncGroup === 0) throw new Error("bad luck");
      strategy.barrier();
    },
    "while it computes": () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      strategy.allReduce(few);
    },
  };
  const step = steps[moment];
  // A thread, since the main one is in MPI when it must be stopped.
  if (isFaulty && step) new Worker(new URL(import.meta.url), { workerData: 300 }).unref();
  // Without a step it is the end that counts.
  for (let left = step ? Infinity : 100; left > 0; left--) (step ?? steps["in a barrier"])();
}
