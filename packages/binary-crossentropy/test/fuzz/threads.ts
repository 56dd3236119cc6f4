// Random calls by a pool of threads: what it computes, in calls that wait and in those that do not,
// is what one thread computes, to the bit.

import type { NdArray } from "binary-crossentropy";
import type { Threads } from "binary-crossentropy/threads";
import { type Arguments, build } from "./build.js";
import type { Call, Memory } from "./call.js";
import type { Plan } from "./fuzz.js";
import { generate } from "./generate.js";
import type { Library } from "./library.js";
import { Random } from "./random.js";
import { calls, kindOf } from "./runs.js";
import { snippetOf } from "./snippet.js";

/** Lengths about those of the ranges that a pass is cut into. */
const large = [[32769], [65536, 1], [2, 32769], [16500, 3], [40000]];

/** A call of the class; one in some is large enough for several threads. */
export function threadedCallAt(seed: number, index: number): Call {
  const random = new Random(seed, index);
  const shape = random.chance(0.02) ? random.one(large) : undefined;
  const call = generate(random, shape);
  return call.through === "class" ? call : { ...call, through: "class" };
}

/** What differs, in words; empty where nothing does. */
export async function threadsDiffer(
  call: Call,
  library: Library,
  threads: Threads,
): Promise<string[]> {
  const alone = results(call, "ordinary", library);
  const wrong: string[] = [];
  for (const memory of ["shared", "sharedKernel"] as const) {
    const waiting = results(call, memory, library);
    const later = await resultsLater(call, memory, library, threads);
    alone.forEach((expected, i) => {
      if (waiting[i] !== expected)
        wrong.push(`${names[i]}, ${memory}: ${differing(waiting[i]!, expected)}`);
      if (later[i] !== expected)
        wrong.push(`${names[i]} later, ${memory}: ${differing(later[i]!, expected)}`);
    });
  }
  return wrong;
}

const names = ["the call", "valueAndGrad", "hessian"];
const sizeOf = (call: Call) => call.yPred.shape.reduce((a, b) => a * b, 1);

function built(call: Call, memory: Memory, library: Library): Arguments {
  const { dtype } = call.options;
  const isFloat64 =
    call.yPred.kind === "Float64Array" &&
    (call.yPred.form === "typed" || call.yPred.form === "shaped");
  return build(
    { ...call, memory },
    library,
    dtype ?? (isFloat64 ? "float64" : "float32"),
    sizeOf(call),
  );
}

/** The three results as text that says every bit, or the error. */
function results(call: Call, memory: Memory, library: Library): string[] {
  return names.map((_, i) => {
    const args = built(call, memory, library);
    try {
      return bitsOf(calls(call, library, args)[i]!());
    } catch (error) {
      return textOf(error);
    } finally {
      args.free();
    }
  });
}

async function resultsLater(
  call: Call,
  memory: Memory,
  library: Library,
  threads: Threads,
): Promise<string[]> {
  const given: string[] = [];
  for (const i of names.keys()) {
    const args = built(call, memory, library);
    try {
      given.push(bitsOf(await later(i, call, args, library, threads)));
    } catch (error) {
      given.push(textOf(error));
    } finally {
      args.free();
    }
  }
  return given;
}

function later(
  i: number,
  call: Call,
  args: Arguments,
  library: Library,
  threads: Threads,
): Promise<unknown> {
  const bce = new (kindOf(call, library).Loss)(call.options as object);
  const { yTrue, yPred, sampleWeight, mask } = args;
  const shape = call.out?.spoiled === "shape" ? [...call.yPred.shape, 2] : [...call.yPred.shape];
  const out = args.out && (call.out!.isShaped ? { data: args.out, shape } : args.out);
  const masked = mask === undefined ? undefined : { mask };
  const options = { ...masked, ...(out && { out }) };
  if (i === 0) return threads.evaluate(bce, yTrue, yPred, sampleWeight, masked);
  return i === 1
    ? threads.valueAndGrad(bce, yTrue, yPred, sampleWeight, options)
    : threads.hessian(bce, yTrue, yPred, sampleWeight, options);
}

/** The error without the name of the function that it begins with. */
const textOf = (error: unknown) => String(error).replace(/^(\w+): [\w.]+: /, "$1: ");

function bitsOf(result: unknown): string {
  if (typeof result === "number") return Object.is(result, -0) ? "-0" : String(result);
  const { value, grad, data, shape } = result as {
    value?: number | NdArray;
    grad?: NdArray;
  } & Partial<NdArray>;
  if (grad) return `${bitsOf(value)} ${bitsOf(grad)}`;
  // The sign of a NaN is the engine's: it may be another one once the code has been optimized.
  const numbers = (data as Float64Array).map((x) => (Number.isNaN(x) ? NaN : x));
  return `[${shape}] ${Buffer.from(numbers.buffer).toString("hex")}`;
}

/** Where two texts begin to differ. */
function differing(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return `…${a.slice(Math.max(at - 20, 0), at + 30)}… instead of …${b.slice(Math.max(at - 20, 0), at + 30)}…`;
}

/**
 * Compares call after call, as long as it is not over; tells of each that differs, and gives their
 * number.
 */
export async function fuzzThreads(
  {
    library,
    seed,
    from,
    step,
    calls: count,
    isOver,
    onFinding,
  }: Required<Pick<Plan, "library" | "seed" | "from" | "step" | "calls" | "isOver" | "onFinding">>,
  threads: Threads,
): Promise<{ calls: number; failed: number }> {
  let [done, failed] = [0, 0];
  for (; done < count && !isOver(); done++) {
    const index = from + done * step;
    const call = threadedCallAt(seed, index);
    const differences = await threadsDiffer(call, library, threads);
    if (differences.length === 0) continue;
    failed++;
    onFinding({
      quantity: "threads",
      index,
      message: differences.join("\n"),
      snippet: snippetOf(call).slice(0, 3000),
    });
  }
  return { calls: done, failed };
}
