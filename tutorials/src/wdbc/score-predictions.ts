// Writes the predictions to files, one for each part of the rows, and scores them with `bce score`,
// as one would score one's own. The parts are never scored together: the loss of rows that a model
// has learnt from says little about other rows.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { callerFolder, writeOutput } from "../support/output-folder.js";
import { RunError } from "../support/run.js";
import type { Dataset } from "./data.js";
import { logits } from "./logistic-regression.js";
import type { Parts } from "./split.js";
import type { Trained } from "./training.js";

/** A line for each row: its label, and the logit of each model. */
export function predictionsCsv(trained: readonly Trained[], data: Dataset): string {
  const columns = trained.map(({ model }) => logits(model, data));
  const lines = Array.from(data.labels, (label, i) =>
    [label, ...columns.map((z) => z[i])].join(","),
  );
  return `${[["malignant", ...trained.map(({ name }) => name)].join(","), ...lines].join("\n")}\n`;
}

/**
 * Scores the first model on the rows that it has never seen, then on those that it learnt from.
 * @throws RunError where bce fails.
 */
export async function scorePredictions(
  folder: string,
  trained: readonly Trained[],
  parts: Parts,
): Promise<void> {
  const { name } = trained[0]!;
  console.log(`\nThe ${name} model on the test rows, which had no part in its training:`);
  await scorePart(folder, trained, parts, "test", 3);
  console.log(`\nThe same on the training rows, which it knows:`);
  await scorePart(folder, trained, parts, "train", 0);
}

async function scorePart(
  folder: string,
  trained: readonly Trained[],
  parts: Parts,
  part: "train" | "test",
  worst: number,
): Promise<void> {
  const csv = predictionsCsv(trained, parts[part]);
  const file = await writeOutput(folder, `wdbc-${part}-predictions.csv`, csv);
  const report = file.replace(/-predictions\.csv$/, "-report.html");
  const columns = ["--label", "malignant", "--prediction", trained[0]!.name, "--from-logits"];
  const options = ["--worst", String(worst), "--report", report];
  const shown = [
    `$ npx bce score ${quoted(file)}`,
    [...columns, "--worst", worst].join(" "),
    `--report ${quoted(report)}\n`,
  ];
  console.log(shown.join(" \\\n    "));
  await runBce(["score", file, ...columns, ...options]);
  console.log(`\nThe report is a page for a browser: ${report}`);
}

/** Quotes a path for the shell. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** Runs the installed program in a process of its own, which prints to the same terminal. */
async function runBce(args: readonly string[]): Promise<void> {
  const bin = fileURLToPath(import.meta.resolve("binary-crossentropy-cli/bin/bce.js"));
  const child = spawn(process.execPath, [bin, ...args], { cwd: callerFolder, stdio: "inherit" });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (code !== 0) throw new RunError(`bce score ended with ${signal ?? `exit code ${code}`}.`);
}
