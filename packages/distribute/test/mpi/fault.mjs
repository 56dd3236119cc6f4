// Twenty steps of an all-reduce, in which one rank does what it must not: `node fault.mjs FAULT
// [RANK]`.

import { MpiStrategy } from "binary-crossentropy-distribute";

const [fault, faulty = "1"] = process.argv.slice(2);
const launched = process.env.OMPI_COMM_WORLD_RANK ?? process.env.PMI_RANK;
if (launched === faulty && fault === "end before joining") process.exit(0);
if (launched === faulty && fault === "another library")
  process.env.BINARY_CROSSENTROPY_MPI = "/nowhere/libmpi.so";

const strategy = await MpiStrategy.start({ timeout: fault === "hang" ? 1 : 60 });
const array = new Float32Array(31);

const faults = {
  kill: () => process.kill(process.pid, "SIGKILL"),
  throw: () => {
    throw new Error("bad luck");
  },
  reject: async () => {
    Promise.reject(new Error("nobody listens"));
    await new Promise((resolve) => setTimeout(resolve, 1000));
  },
  "exit 0": () => process.exit(0),
  "exit 3": () => process.exit(3),
  "await nothing": () => new Promise(() => {}),
  "other length": () => strategy.allReduce(new Float32Array(30)),
  "other kind": () => strategy.allReduce(new Float64Array(31)),
  mean: () => strategy.allReduce(array, "mean"),
  barrier: () => strategy.barrier(),
  broadcast: () => strategy.broadcast(array, 2),
  abort: () => strategy.abort(7),
  hang: () => {
    for (;;);
  },
};

for (let step = 0; step < 20; step++) {
  if (step === 10 && String(strategy.replicaIdInSyncGroup) === faulty) await faults[fault]?.();
  strategy.allReduce(array);
}
console.log(`replica ${strategy.replicaIdInSyncGroup} is done`);
