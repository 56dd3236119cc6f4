// A worker for one contender, so that none finds what another left.

import { type Measured, measure } from "./measure.js";
import type { ContenderName } from "./names.js";

export interface Question {
  readonly name: ContenderName;
  readonly count: number;
}

export type Answer = { readonly measured: Measured } | { readonly missing: string };

addEventListener("message", async ({ data: { name, count } }: MessageEvent<Question>) => {
  let answer: Answer;
  try {
    answer = { measured: await measure(name, count) };
  } catch (error) {
    answer = { missing: error instanceof Error ? error.message : String(error) };
  }
  postMessage(answer);
});
