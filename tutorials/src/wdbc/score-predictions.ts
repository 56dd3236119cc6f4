// The predictions of both models as a file, and `bce score` on it: what anyone would do with
// predictions of his own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { callerFolder, writeOutput } from "../support/output-folder.js";
import { RunError } from "../support/run.js";
import { logits } from "./logistic-regression.js";
import type { Parts } from "./split.js";
import type { Trained } from "./training.js";

/** A line for each row: its label, the logit of each model, and the part that it is in. */
export function predictionsCsv(trained: readonly Trained[], parts: Parts): string {
  const lines = (["train", "test"] as const).flatMap((part) => {
    const columns = trained.map(({ model }) => logits(model, parts[part]));
    return Array.from(parts[part].labels, (label, i) =>
      [label, ...columns.map((z) => z[i]), part].join(","),
    );
  });
  return `${[["malignant", ...trained.map(({ name }) => name), "split"].join(","), ...lines].join("\n")}\n`;
}

/**
 * Scores the first model's predictions, and says where the report is.
 * @throws RunError where bce fails.
 */
export async function scorePredictions(
  folder: string,
  trained: readonly Trained[],
  parts: Parts,
): Promise<void> {
  const file = await writeOutput(folder, "wdbc-predictions.csv", predictionsCsv(trained, parts));
  const report = file.replace(/-predictions\.csv$/, "-report.html");
  const columns = [
    "--label",
    "malignant",
    "--prediction",
    trained[0]!.name,
    "--from-logits",
    "--by",
    "split",
  ];
  console.log(`\nThe predictions are in ${file}.`);
  console.log(
    `$ npx bce score ${columns.join(" ")} \\\n    --worst 3 --report ${quoted(report)} ${quoted(file)}\n`,
  );
  await runBce(["score", ...columns, "--worst", "3", "--report", report, "--", file]);
  console.log(`\nThe report, a page for the browser: ${report}`);
}

/** As a shell takes it for one word. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** The program as it is installed, in a process of its own that prints where this one does. */
async function runBce(args: readonly string[]): Promise<void> {
  const bin = fileURLToPath(import.meta.resolve("binary-crossentropy-cli/bin/bce.js"));
  const child = spawn(process.execPath, [bin, ...args], { cwd: callerFolder, stdio: "inherit" });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (code !== 0) throw new RunError(`bce score ended with ${signal ?? `exit code ${code}`}.`);
}
