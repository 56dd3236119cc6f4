// Calls a function that assembly/index.ts exports, by hand: to see what a kernel gives, or, with
// `trace` in the sources, what it has on its way. Sources are compiled anew on each run, with names,
// and nothing is written into src/.
//
//   node scripts/call-kernel.mjs logitsF32 0,1,1,0 -18.6,0.51,2.94,-12.8
//   node scripts/call-kernel.mjs probabilitiesF64 0,1 0.2,0.9 --smoothing 0.1 --scale 0.5
//   node scripts/call-kernel.mjs generalF32 0,1 0.2,0.9 --want losses --dialect torch
//   node scripts/call-kernel.mjs --module /tmp/kernels.wasm
//
// Options: --weights 1,2 · --want sum,losses,gradient,hessian (of general) · --dialect · --epsilon ·
// --smoothing · --scale · --plain, which leaves fused multiply-add out · --module FILE, which writes
// the module for tools such as wasm-dis · --optimized, which compiles as the package is compiled.
// Elements that kernels hand out to JavaScript end the run.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { compileAssembly } from "../../../scripts/compile-assembly.mjs";

const text = (value) => ({ type: "string", default: value });
const { values: given, positionals } = parseArgs({
  args: process.argv.slice(2).map((arg) => (/^-[\d.]/.test(arg) ? ` ${arg}` : arg)),
  allowPositionals: true,
  options: {
    weights: text(""),
    want: text("sum,gradient"),
    dialect: text("keras2"),
    epsilon: text("1e-7"),
    smoothing: text("0"),
    scale: text("1"),
    plain: { type: "boolean", default: false },
    optimized: { type: "boolean", default: false },
    module: text(""),
  },
});
const [name, labels = "", predictions = ""] = positionals;

// Behind a flag up to Node 20, there by default from 22 on.
if (Number.parseInt(process.versions.node, 10) < 22)
  setFlagsFromString("--experimental-wasm-relaxed-simd");
const call = name === undefined ? undefined : readCall();
const root = fileURLToPath(new URL("..", import.meta.url));
const binary = await compileAssembly(
  root,
  "assembly/index.ts",
  given.plain ? [] : ["--enable", "relaxed-simd"],
  given.optimized ? "-O3" : "--debug",
);
if (given.module !== "") writeFileSync(given.module, binary);
if (call) run(call);

function fail(sentence) {
  console.error(`call-kernel: ${sentence}`);
  process.exit(1);
}

/** The sum of what the names stand for in assembly/general-vectors.ts and assembly/element.ts. */
function numbered(names, known, what) {
  return names.reduce((sum, one) => {
    if (!Object.hasOwn(known, one))
      fail(`${what} must be one of ${Object.keys(known).join(", ")}, got ${one}.`);
    return sum + known[one];
  }, 0);
}

/** The clip of a dialect, as clipOf in src/semantics/element.ts has it for an ordinary epsilon. */
function clipOf(dialect, round) {
  const eps = round(Number(given.epsilon));
  if (dialect !== 1) return [0, 1, 0];
  return [eps, round(1 - eps), given.dialect === "keras2" ? eps : 0];
}

/** What is asked for, before anything is compiled. */
function readCall() {
  const dialects = { logits: 0, keras2: 1, keras3: 1, exact: 2, torch: 3 };
  const wants = { sum: 1, losses: 2, gradient: 4, hessian: 8 };
  const lists = [labels, predictions, given.weights].map((list) =>
    list === "" ? [] : list.split(",").map(Number),
  );
  const [count, ...others] = lists.map(({ length }) => length);
  if (others[0] !== count || ![0, count].includes(others[1]))
    fail(`labels, predictions and weights must be equally many, got ${[count, ...others]}.`);
  const [smoothing, scale] = [Number(given.smoothing), Number(given.scale)];
  return {
    lists,
    want: numbered(given.want.split(","), wants, "--want"),
    dialect: numbered([given.dialect], dialects, "--dialect"),
    labelling: [1 - smoothing, smoothing / 2],
    scale,
  };
}

function run({ lists, want, dialect, labelling, scale }) {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2 });
  const env = {
    memory,
    tail: 8192,
    trace: (message, count, ...numbers) =>
      console.log(`  ${textAt(memory, message)}`, ...numbers.slice(0, count)),
    outside: (...elements) => fail(`this call asks the kernel in JavaScript for ${elements}.`),
    abort: (message) => fail(textAt(memory, message)),
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env });
  const kernel =
    exports[name] ?? fail(`there is no ${name}, but ${Object.keys(exports).join(", ")}.`);
  const isSingle = name.endsWith("F32");
  const Kind = isSingle ? Float32Array : Float64Array;
  const [y, x, w, out] = [...lists, lists[0].map(() => 0)].map((numbers, i) => {
    const array = new Kind(memory.buffer, 65536 + i * 16384, numbers.length);
    array.set(numbers);
    return array;
  });
  const data = [y.byteOffset, x.byteOffset, w.length > 0 ? w.byteOffset : 0];
  const clip = clipOf(dialect, isSingle ? Math.fround : Number);
  const end = [scale, out.byteOffset];
  const calls = {
    logits: () => kernel(y.length, ...data, ...labelling, ...end),
    probabilities: () => kernel(y.length, ...data, ...labelling, ...clip, ...end),
    general: () => kernel(want, dialect, y.length, ...data, 0, 0, 1, ...labelling, ...clip, ...end),
  };
  const call = calls[name.slice(0, -3)] ?? fail(`${name} is not called here.`);
  console.log(`sum ${call()}\nout ${Array.from(out).join(" ")}`);
}

/** A string of AssemblyScript: UTF-16, its length in bytes before it. */
function textAt({ buffer }, pointer) {
  const length = new Uint32Array(buffer)[(pointer - 4) >>> 2];
  return String.fromCharCode(...new Uint16Array(buffer, pointer, length / 2));
}
