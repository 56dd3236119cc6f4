// The worker that reads and scores a file, so that the page stays smooth. To stop it, end it.

import type { Columns } from "./columns.js";
import { openTable } from "./read-file.js";
import { type Scored, type ScoreOptions, score } from "./score.js";

export type Question =
  | { readonly ask: "names"; readonly file: Blob }
  | {
      readonly ask: "score";
      readonly file: Blob;
      readonly columns: Columns;
      readonly options: ScoreOptions;
    };

export type Answer =
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "progress"; readonly what: string; readonly share: number }
  | { readonly kind: "scored"; readonly scored: Scored }
  | { readonly kind: "error"; readonly message: string };

const answer = (message: Answer) => postMessage(message);

/** Shortest time between two messages of progress, in milliseconds. */
const patience = 50;

addEventListener("message", async ({ data: question }: MessageEvent<Question>) => {
  let told = 0;
  try {
    const table = await openTable(question.file);
    if (question.ask === "names") return answer({ kind: "names", names: table.names });
    const { columns, options } = question;
    const scored = await score(table, columns, options, (what, share) => {
      if (performance.now() - told < patience) return;
      told = performance.now();
      answer({ kind: "progress", what, share });
    });
    answer({ kind: "scored", scored });
  } catch (error) {
    answer({ kind: "error", message: (error as Error).message });
  }
});
