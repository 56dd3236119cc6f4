// Calls a function that assembly/index.ts exports, by hand: to see what a kernel gives, or, with
// `trace` in the sources, what it has on its way. Sources are compiled anew on each run, with names,
// and nothing is written into src/. Elements that kernels hand out to JavaScript end the run.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { tsImport } from "tsx/esm/api";
import { compileAssembly } from "../../../scripts/compile-assembly.mjs";

const { Dialect, Want } = await tsImport("../src/kernels/wasm/numbers.ts", import.meta.url);
const { clipOf } = await tsImport("../src/semantics/element.ts", import.meta.url);

const usage = `Calls a kernel that assembly/index.ts exports.

  node scripts/call-kernel.mjs quickF32 0,1,1,0 -18.6,0.51,2.94,-12.8 --dialect logits
  node scripts/call-kernel.mjs quickF64 0,1 0.2,0.9 --smoothing 0.1 --scale 0.5
  node scripts/call-kernel.mjs generalF32 0,1 0.2,0.9 --want losses --dialect torch
  node scripts/call-kernel.mjs --module /tmp/kernels.wasm

  --weights 1,2     one for each element
  --want LIST       of sum, losses, gradient, hessian, for general (default sum,gradient)
  --dialect NAME    keras2, keras3, exact, torch or logits (default keras2)
  --epsilon X       (default 1e-7)
  --smoothing X     (default 0)
  --scale X         factor of the derivatives (default 1)
  --plain           leave fused multiply-add out
  --optimized       compile as the package is compiled
  --module FILE     write the module, for tools such as wasm-dis
  --help            this text
`;

const { values: given, positionals } = readArguments();
if (given.help) {
  process.stdout.write(usage);
  process.exit(0);
}
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

function readArguments() {
  const text = (value) => ({ type: "string", default: value });
  const flag = { type: "boolean", default: false };
  try {
    return parseArgs({
      // A list that starts with a minus is no option.
      args: process.argv.slice(2).map((arg) => (/^-[\d.]/.test(arg) ? ` ${arg}` : arg)),
      allowPositionals: true,
      options: {
        weights: text(""),
        want: text("sum,gradient"),
        dialect: text("keras2"),
        epsilon: text("1e-7"),
        smoothing: text("0"),
        scale: text("1"),
        plain: flag,
        optimized: flag,
        module: text(""),
        help: flag,
      },
    });
  } catch (error) {
    return fail(`${error.message.split(". ")[0]}. --help lists the options.`);
  }
}

function fail(sentence) {
  console.error(`call-kernel: ${sentence}`);
  process.exit(1);
}

function number(text, what) {
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isNaN(value) && text.trim() !== "NaN")
    fail(`${what} must be numbers, got ${JSON.stringify(text)}.`);
  return value;
}

function numbersIn(list, what) {
  return list === "" ? [] : list.split(",").map((text) => number(text, what));
}

/** The sum of what the names stand for in assembly/general-vectors.ts and assembly/element.ts. */
function numbered(names, known, what) {
  return names.reduce((sum, one) => {
    if (!Object.hasOwn(known, one))
      fail(`${what} must be one of ${Object.keys(known).join(", ")}, got ${one}.`);
    return sum + known[one];
  }, 0);
}

/** What is asked for, before anything is compiled. */
function readCall() {
  const dialects = {
    logits: Dialect.Logits,
    keras2: Dialect.Clipped,
    keras3: Dialect.Clipped,
    exact: Dialect.Exact,
    torch: Dialect.Torch,
  };
  const wants = {
    sum: Want.Sum,
    losses: Want.Losses,
    gradient: Want.Gradient,
    hessian: Want.Hessian,
  };
  const lists = [
    numbersIn(labels, "labels"),
    numbersIn(predictions, "predictions"),
    numbersIn(given.weights, "--weights"),
  ];
  const [count, ...others] = lists.map(({ length }) => length);
  if (others[0] !== count || ![0, count].includes(others[1]))
    fail(`labels, predictions and weights must be equally many, got ${[count, ...others]}.`);
  const smoothing = number(given.smoothing, "--smoothing");
  return {
    lists,
    want: numbered(given.want.split(","), wants, "--want"),
    dialect: numbered([given.dialect], dialects, "--dialect"),
    labelling: [1 - smoothing, smoothing / 2],
    epsilon: number(given.epsilon, "--epsilon"),
    scale: number(given.scale, "--scale"),
  };
}

function run({ lists, want, dialect, labelling, epsilon, scale }) {
  const page = 65_536;
  const [room, arrayCount] = [8 * lists[0].length, 5];
  const pages = 1 + Math.ceil((arrayCount * room) / page);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
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
  const none = lists[0].map(() => 0);
  const [y, x, w, out, losses] = [...lists, none, none].map((numbers, i) => {
    const array = new Kind(memory.buffer, page + i * room, numbers.length);
    array.set(numbers);
    return array;
  });
  const data = [y.byteOffset, x.byteOffset, w.length > 0 ? w.byteOffset : 0];
  const options = { dialect: given.dialect, epsilon, dtype: isSingle ? "float32" : "float64" };
  const isClipped = dialect === Dialect.Clipped;
  const { lowest, highest, added } = isClipped
    ? clipOf(options)
    : { lowest: 0, highest: 1, added: 0 };
  const clip = [lowest, highest, added];
  // Nothing is left out, and posWeight is 1.
  const elements = [y.length, ...data, 0, 0, 1, ...labelling];
  const end = [scale, data[2], out.byteOffset, losses.byteOffset, 0];
  const calls = {
    quick: () => kernel(dialect, ...elements, ...clip, ...end),
    general: () => kernel(want, dialect, ...elements, ...clip, scale, out.byteOffset),
  };
  const call = calls[name.slice(0, -3)] ?? fail(`${name} is not called here.`);
  console.log(`sum ${call()}\nout ${Array.from(out).join(" ")}`);
}

/** A string of AssemblyScript: UTF-16, its length in bytes before it. */
function textAt({ buffer }, pointer) {
  const length = new Uint32Array(buffer)[(pointer - 4) >>> 2];
  return String.fromCharCode(...new Uint16Array(buffer, pointer, length / 2));
}
