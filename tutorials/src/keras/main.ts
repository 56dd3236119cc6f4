// One command per tutorial: reads or makes the data, trains with a progress bar, and writes the
// results as pictures.

import { MpiStrategy, Strategy } from "binary-crossentropy-distribute";
import { openOutputFolder } from "../support/output-folder.js";
import { RunError, run } from "../support/run.js";
import { DataError } from "./data/digits.js";
import { startWasm } from "./node/backend.js";
import { readRequest } from "./node/command.js";
import { openSource } from "./node/open-source.js";
import { prepareStart, runTraining } from "./node/run-training.js";
import { writePictures } from "./node/write-pictures.js";
import type { Training } from "./tutorial.js";
import { tutorials } from "./tutorials.js";

const name = process.argv[2]?.match(/^[a-z]/) ? process.argv[2] : "example";

await run(name, async () => {
  const request = readRequest(process.argv.slice(2));
  if (!request) return;
  const tutorial = tutorials[request.tutorial];
  const strategy = request.mpi ? await MpiStrategy.start() : new Strategy();
  const isFirst = strategy.replicaIdInSyncGroup === 0;
  // Only the first process prints.
  const print = isFirst ? console.log : () => {};
  const folder = await openOutputFolder(request.out);
  await startWasm();
  print(`${tutorial.title}\nData: ${request.data ?? tutorial.otherwise}.`);
  const training = await tutorial
    .prepare(openSource(request.tutorial, request.data), { ...request, strategy })
    .catch(asRunError);
  await prepareStart(training, folder, request.start);
  if (strategy.numReplicasInSync > 1) print(`Trained by ${strategy.numReplicasInSync} processes.`);
  if (training.done > 0) print(`${progressOf(training)}; --fresh starts anew.`);
  const finished = await runTraining(training, folder, strategy);
  if (isFirst)
    for (const path of await writePictures(folder, await training.pictures())) print(path);
  for (const line of await training.summary()) print(line);
  if (finished) return;
  print(
    `Stopped after ${training.unit} ${training.done} of ${training.total}. Run the same command to resume.`,
  );
  process.exitCode = 130;
});

/** Bad data is the user's to fix. */
function asRunError(error: unknown): never {
  throw error instanceof DataError ? new RunError(`${error.message}.`) : error;
}

function progressOf({ unit, done, total }: Training): string {
  return done < total
    ? `Resuming after ${unit} ${done} of ${total}`
    : `Already finished after ${unit} ${done}`;
}
