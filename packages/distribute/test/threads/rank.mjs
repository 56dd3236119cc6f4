// One rank: runs the default export of a script with its strategy, and posts what it returns.

import { parentPort, workerData } from "node:worker_threads";
import { Strategy } from "binary-crossentropy-distribute";
import { ThreadCommunicator } from "./communicator.mjs";

const { memory, rank, script, data } = workerData;
const communicator = new ThreadCommunicator(memory, rank);
try {
  const { default: main } = await import(script);
  parentPort.postMessage({ value: await main(new Strategy(communicator), data) });
} catch (error) {
  parentPort.postMessage({ error: `${error.name}: ${error.message}` });
  try {
    communicator.abort(1);
  } catch {
    // The others are told; this rank is done.
  }
}
