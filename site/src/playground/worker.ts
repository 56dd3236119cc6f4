// The worker of the start page, which a program that does not end cannot take the page with.

import * as names from "binary-crossentropy";
import { runProgram, type Shown } from "./run.js";

export interface Answer {
  readonly shown: readonly Shown[];
  readonly error?: string;
  readonly kernel: string;
}

addEventListener("message", async ({ data: code }: MessageEvent<string>) => {
  const shown: Shown[] = [];
  let error: string | undefined;
  try {
    await runProgram(code, { name: "binary-crossentropy", names }, shown);
  } catch (thrown) {
    error = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  }
  const answer: Answer = {
    shown,
    kernel: names.kernelName(),
    ...(error !== undefined && { error }),
  };
  postMessage(answer);
});
