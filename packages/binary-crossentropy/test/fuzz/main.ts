// npm run fuzz -- --calls 1000000 --seed 1 [--kernels simd,javascript,threads] [--minutes 20]
// [--workers 2] [--from 0] Random calls against the oracle, on what is built: how many failed in
// which way, the smallest call of each, and the largest distance from the truth for each quantity
// and road. The kernels share the calls; "threads" stands for calls by a pool of threads, of which
// there is one in a hundred of the others' share, since each of them is several.

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import type { Finding } from "./fuzz.js";
import type { Record } from "./worst.js";
import { Worst } from "./worst.js";

/** What a worker tells of its part, for one kernel. */
interface Report {
  readonly kernel: string;
  readonly calls: number;
  readonly undecided: number;
  readonly counts: [string, number][];
  readonly worst: [string, Record][];
}

const { values: given } = parseArgs({
  options: {
    calls: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    kernels: { type: "string", default: "relaxed-simd,simd,javascript,threads" },
    minutes: { type: "string", default: "1000" },
    workers: { type: "string", default: "1" },
    part: { type: "string" },
  },
});
const kernels = given.kernels.split(",");
const workers = Number(given.workers);

if (given.part === undefined) await lead();
else await work(Number(given.part));

/** Starts the workers, and prints what they tell. */
async function lead(): Promise<void> {
  const reports: Report[] = [];
  const progress = new Array<number>(workers).fill(0);
  const started = performance.now();
  const print = ({ kernel, quantity, index, message, snippet }: Finding & { kernel: string }) =>
    console.log(
      `\n${kernel}, seed ${given.seed}, call ${index}: ${quantity}\n${message}\n${snippet}`,
    );
  await Promise.all(
    progress
      .map(async (_, part) => {
        const child = fork(
          fileURLToPath(import.meta.url),
          [...process.argv.slice(2), "--part", String(part)],
          {
            serialization: "advanced",
          },
        );
        child.on(
          "message",
          (message: { finding?: Finding & { kernel: string }; report?: Report; done?: number }) => {
            if (message.finding) print(message.finding);
            if (message.report) reports.push(message.report);
            if (message.done !== undefined) progress[part] = message.done;
          },
        );
        const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
        if (code !== 0) throw new Error(`worker ${part} ended with code ${code}`);
      })
      .concat(tell(() => progress.reduce((a, b) => a + b, 0), started)),
  );
  summarize(reports, (performance.now() - started) / 1000);
}

/** Prints how far it is, now and then; does not keep the process alive. */
async function tell(calls: () => number, started: number): Promise<void> {
  setInterval(() => {
    const seconds = (performance.now() - started) / 1000;
    console.log(`${calls()} calls in ${seconds.toFixed(0)} s`);
  }, 30_000).unref();
}

function summarize(reports: readonly Report[], seconds: number): void {
  let failed = 0;
  for (const kernel of kernels) {
    const own = reports.filter((report) => report.kernel === kernel);
    const sum = (of: (report: Report) => number) =>
      own.reduce((all, report) => all + of(report), 0);
    const worst = new Worst();
    const counts = new Map<string, number>();
    for (const report of own) {
      worst.merge(report.worst);
      for (const [quantity, count] of report.counts)
        counts.set(quantity, (counts.get(quantity) ?? 0) + count);
    }
    console.log(
      `\n${kernel}: ${sum(({ calls }) => calls)} calls, of which the contract leaves ${sum(({ undecided }) => undecided)} open`,
    );
    for (const [key, { ulp, index }] of worst.entries())
      console.log(`  ${key}: at most ${ulp.toFixed(3)}, call ${index}`);
    for (const [quantity, count] of counts) console.log(`  failed ${count} times: ${quantity}`);
    failed += [...counts.values()].reduce((a, b) => a + b, 0);
  }
  console.log(`\n${failed} failures in ${seconds.toFixed(0)} s.`);
  if (failed > 0) process.exitCode = 1;
}

/** One part of the calls, with each of the kernels an equal share of them. */
async function work(part: number): Promise<void> {
  // Behind a flag up to Node 20, there by default from 22 on.
  if (Number.parseInt(process.versions.node, 10) < 22)
    setFlagsFromString("--experimental-wasm-relaxed-simd");
  const core = await import("binary-crossentropy");
  const { SharedKernelMemory, startThreads } = await import("binary-crossentropy/threads");
  const { limitKernels } = await import("../../dist/ambient.js");
  const { fuzz } = await import("./fuzz.js");
  const { libraryOf } = await import("./library.js");
  const { fuzzThreads } = await import("./threads.js");
  const perKernel = Math.ceil(Number(given.calls) / kernels.length / workers);
  let before = 0;
  for (const [k, kernel] of kernels.entries()) {
    const end = performance.now() + (Number(given.minutes) * 60_000) / kernels.length;
    const plan = {
      library: libraryOf({ ...core, SharedKernelMemory } as never),
      seed: Number(given.seed),
      from: Number(given.from) + k * perKernel * workers + part,
      step: workers,
      calls: perKernel,
      isOver: () => performance.now() > end,
      onFinding: (finding: Finding) => process.send!({ finding: { ...finding, kernel } }),
      onProgress: (done: number) => {
        if (done % 500 === 0) process.send!({ done: before + done });
      },
    };
    if (kernel === "threads") {
      limitKernels("relaxed-simd");
      const threads = await startThreads({ count: 2, threshold: 0 });
      const { calls, failed } = await fuzzThreads(
        { ...plan, calls: Math.ceil(perKernel / 100) },
        threads,
      );
      await threads.stop();
      const counts: Report["counts"] = failed > 0 ? [["threads", failed]] : [];
      process.send!({
        report: { kernel, calls, undecided: 0, counts, worst: [] } satisfies Report,
      });
      continue;
    }
    limitKernels(kernel as never);
    if (core.kernelName() !== kernel)
      throw new Error(`${kernel} was asked for, and this engine gives ${core.kernelName()}`);
    const { calls, undecided, counts, worst } = fuzz(plan);
    before += calls;
    process.send!({
      report: {
        kernel,
        calls,
        undecided,
        counts: [...counts],
        worst: worst.entries(),
      } satisfies Report,
    });
  }
  process.disconnect();
}
