// Contenders in Python: one process for each framework, for as many workloads as there are, because
// to import a framework takes seconds.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { BenchError } from "../errors.js";
import { peersFolder } from "../paths.js";
import { type Host, hostOver } from "./protocol.js";

export interface PythonOptions {
  readonly python: string;
  readonly threads: number;
  /** Where server.py and the frameworks' modules are. */
  readonly folder?: string;
}

/** @throws BenchError where the interpreter or the framework is not there. */
export async function startPython(
  framework: string,
  { python, threads, folder = peersFolder }: PythonOptions,
): Promise<Host> {
  const child = spawn(python, ["server.py", framework, String(threads)], {
    cwd: folder,
    // Where it is set for another machine, NumPy would take slower kernels.
    env: { ...process.env, OPENBLAS_CORETYPE: undefined },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = once(child, "error").then(([error]) => {
    throw new BenchError(`${python} cannot be run (${(error as NodeJS.ErrnoException).code}).`);
  });
  failed.catch(() => {});
  // A process that has ended says so by ending its output; to write to it then is no reason to end
  // too.
  child.stdin.on("error", () => {});
  const answer = async (): Promise<unknown> => {
    const { value, done } = await Promise.race([lines.next(), failed]);
    if (done) throw new BenchError(`the process that measures ${framework} ended.`);
    const reply = JSON.parse(value) as { error?: string };
    if (reply.error !== undefined) throw new BenchError(`${framework}: ${reply.error}`);
    return reply;
  };
  const close = () => child.stdin.end();
  await answer();
  return hostOver((message) => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    return answer();
  }, close);
}
