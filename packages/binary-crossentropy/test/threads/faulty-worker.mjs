// The package's worker, with a fault that FAULT names: `exit`, `throw` and `hang` as soon as it has
// taken a range, `leave` once it has started. `exit=2` is a fault of the second worker alone.

import { parentPort } from "node:worker_threads";

const [fault, which = ""] = process.env["FAULT"].split("=");
const { compareExchange } = Atomics;

function fail() {
  if (fault === "exit") process.exit(7);
  if (fault === "throw") throw new Error("it threw");
  if (fault === "hang") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

Atomics.compareExchange = (array, index, expected, value) => {
  const found = compareExchange.call(Atomics, array, index, expected, value);
  const isClaim = expected === 0 && found === 0 && value > 0;
  if (isClaim && (which === "" || Number(which) === value)) fail();
  return found;
};

await import("../../dist/threads/worker.js");
// It has started once it has answered what it was asked.
if (fault === "leave") parentPort.on("message", () => process.exit(0));
