// Trains a logistic regression on the Wisconsin breast-cancer data, once with the plain loss and
// once with the class-balanced one, each until its validation loss stops falling. Prints and draws
// both, repeats TensorFlow's runs on the same data, and scores the predictions.

import { openOutputFolder, writeOutput } from "../support/output-folder.js";
import { RunError, run } from "../support/run.js";
import { readWdbc } from "./data.js";
import { type Options, readOptions, usage } from "./options.js";
import { lossPicture, probabilityPicture } from "./pictures.js";
import { table } from "./report.js";
import { describeRun, readReferenceRuns, referenceData, retrace, tolerance } from "./retrace.js";
import { scorePredictions } from "./score-predictions.js";
import { type Parts, partNames, splitParts } from "./split.js";
import { lossChart } from "./terminal-chart.js";
import { type Trained, train } from "./training.js";

const heldOut = { validation: 0.25, test: 0.25 };
const seed = 10;

await run("wdbc", async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return;
  }
  const folder = await openOutputFolder(options.out);
  const parts = readParts();
  const trained = await trainBoth(parts, options);
  console.log();
  for (const one of trained) console.log(sayBest(one));
  console.log("Each model keeps the weights of its best epoch.");
  console.log(`\n${lossChart(trained[0]!)}\n`);
  console.log(table(trained, parts));
  console.log("Balanced: a row weighs N / (2 · rows of its class), so each class weighs N / 2.\n");
  await writePictures(folder, trained, parts);
  retraceReference();
  await scorePredictions(folder, trained, parts);
});

function readParts(): Parts {
  const data = readWdbc();
  const parts = splitParts(data, heldOut, seed);
  const malignant = data.labels.filter((label) => label === 1).length;
  const [train, validation, test] = partNames.map((part) => parts[part].labels.length);
  console.log(
    `Breast Cancer Wisconsin (Diagnostic): ${data.labels.length} rows, ${malignant} of them malignant.`,
  );
  console.log(
    `Stratified split, seed ${seed}: ${train} training, ${validation} validation and ${test} test rows.\n`,
  );
  return parts;
}

async function trainBoth(parts: Parts, options: Options): Promise<Trained[]> {
  return [
    await train(parts, { ...options, name: "plain", balanced: false }),
    await train(parts, { ...options, name: "balanced", balanced: true }),
  ];
}

function sayBest({ name, best, curve }: Trained): string {
  const loss = best.validation.toFixed(4);
  const kept = `best epoch ${best.epoch} (validation loss ${loss})`;
  return `${name.padEnd(8)}  ${kept}, stopped at epoch ${curve.at(-1)!.epoch}`;
}

async function writePictures(
  folder: string,
  trained: readonly Trained[],
  { test }: Parts,
): Promise<void> {
  console.log(await writeOutput(folder, "wdbc-loss.svg", lossPicture(trained)));
  console.log(
    await writeOutput(folder, "wdbc-probabilities.svg", probabilityPicture(trained, test)),
  );
}

/** @throws RunError if a loss differs from the reference by more than the tolerance. */
function retraceReference(): void {
  const { reference, runs } = readReferenceRuns();
  const data = referenceData();
  const allowed = tolerance.toExponential();
  console.log(`\nRepeating trainings by ${reference}.`);
  console.log(`Largest relative difference of each one's 100 losses (allowed: ${allowed}):`);
  const out = runs.filter((run) => {
    const { difference } = retrace(data, run);
    const fits = difference <= tolerance;
    console.log(
      `  ${describeRun(run).padEnd(28)} ${difference.toExponential(1)}${fits ? "" : "  too far"}`,
    );
    return !fits;
  });
  if (out.length > 0)
    throw new RunError(
      `${out.length} of ${runs.length} runs differ too much: ${out.map(describeRun).join("; ")}.`,
    );
}
