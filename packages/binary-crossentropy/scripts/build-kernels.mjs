// Compiles assembly/ and writes the binary, as text, into src/kernels/wasm/binary.ts, and the numbers
// that TypeScript must know into src/kernels/wasm/numbers.ts.
//
// One binary is embedded, the one with relaxed SIMD (fused multiply-add).
// src/kernels/wasm/module.ts makes the others of it: the plain one, in which a · b + c becomes a
// multiplication and an addition, and those for a memory that threads share. For that every
// function has two locals to spare, the sizes in the code section take three bytes each, and a
// number here says where to find what.
//
//   node scripts/build-kernels.mjs [--check] with --check only compares: exit code 1 where a file is
//   another one
import { fileURLToPath } from "node:url";
import { compileAssembly, numbersOf } from "../../../scripts/compile-assembly.mjs";
import { writeGenerated } from "../../../scripts/write-generated.mjs";

const root = new URL("..", import.meta.url);
const rootPath = fileURLToPath(root);

const maker = "scripts/build-kernels.mjs";

/** Reads bytes and LEB128 numbers one after the other. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }
  byte() {
    return this.bytes[this.at++];
  }
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }
}

function leb(value) {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return bytes;
}

/** relaxed_madd and relaxed_nmadd of f32x4 and f64x2. */
const isFused = (operation) => operation >= 261 && operation <= 264;

/** Skips one instruction's immediates; gives the operation, if it is a fused one. */
function skipImmediates(reader, opcode) {
  const numbers = (count) => {
    for (let i = 0; i < count; i++) reader.number();
  };
  if (opcode >= 0x02 && opcode <= 0x04) numbers(1);
  else if (opcode === 0x0c || opcode === 0x0d || opcode === 0x10) numbers(1);
  else if (opcode >= 0x20 && opcode <= 0x24) numbers(1);
  else if (opcode >= 0x28 && opcode <= 0x3e) numbers(2);
  else if (opcode === 0x41 || opcode === 0x42) numbers(1);
  else if (opcode === 0x43) reader.at += 4;
  else if (opcode === 0x44) reader.at += 8;
  else if (opcode === 0xfc) {
    const operation = reader.number();
    if (operation === 10) numbers(2);
    else if (operation === 11) numbers(1);
    else if (operation > 7) throw new Error(`unknown operation 0xfc ${operation}`);
  } else if (opcode === 0xfd) {
    const operation = reader.number();
    if (operation <= 11 || operation === 92 || operation === 93) numbers(2);
    else if (operation === 12 || operation === 13) reader.at += 16;
    else if (operation >= 21 && operation <= 34) reader.at += 1;
    else if (operation >= 84 && operation <= 91) {
      numbers(2);
      reader.at += 1;
    } else if (isFused(operation)) return operation;
    else if (operation >= 0x100) throw new Error(`unknown relaxed operation ${operation}`);
  } else if (
    !(
      opcode <= 0x01 ||
      opcode === 0x05 ||
      opcode === 0x0b ||
      opcode === 0x0f ||
      opcode === 0x1a ||
      opcode === 0x1b ||
      opcode >= 0x45
    )
  ) {
    throw new Error(`unknown instruction 0x${opcode.toString(16)}`);
  }
  return undefined;
}

/**
 * The sections of a module: where each begins with its identifier, where its contents begin and
 * end.
 */
function* sections(bytes) {
  const reader = new Reader(bytes, 8);
  while (reader.at < bytes.length) {
    const begin = reader.at;
    const id = reader.byte();
    const length = reader.number();
    const start = reader.at;
    reader.at += length;
    yield { id, begin, start, end: reader.at };
  }
}

/** Parameters of each function that the module defines. */
function parameterCounts(bytes) {
  const found = Object.fromEntries([...sections(bytes)].map((section) => [section.id, section]));
  const types = new Reader(bytes, found[1].start);
  const parameters = Array.from({ length: types.number() }, () => {
    types.byte();
    const count = types.number();
    types.at += count;
    const results = types.number();
    types.at += results;
    return count;
  });
  const functions = new Reader(bytes, found[3].start);
  return Array.from({ length: functions.number() }, () => parameters[functions.number()]);
}

/** A number below 2^21 in three bytes, whatever it is. */
const threeBytes = (value) => [(value & 127) | 128, ((value >> 7) & 127) | 128, value >> 14];

/**
 * The code section with sizes of three bytes, and two locals more in each function.
 *
 * @returns The module, where its code section's size stands, and the first local to spare of each
 * function.
 */
function withSpareLocals(bytes) {
  const counts = parameterCounts(bytes);
  const code = [...sections(bytes)].find(({ id }) => id === 10);
  const reader = new Reader(bytes, code.start);
  const spares = [];
  const total = reader.number();
  if (total > 127) throw new Error("more functions than one byte counts");
  const section = [total];
  for (let index = 0; index < total; index++) {
    const end = reader.number() + reader.at;
    let locals = counts[index];
    const groups = reader.number();
    const groupsAt = reader.at;
    for (let group = 0; group < groups; group++) {
      locals += reader.number();
      reader.byte();
    }
    const declared = bytes.subarray(groupsAt, reader.at);
    const instructions = bytes.subarray(reader.at, end);
    checkFused(reader, end);
    const body = [...leb(groups + 1), ...declared, 2, 0x7b, ...instructions];
    section.push(...threeBytes(body.length), ...body);
    spares.push(locals);
  }
  const parts = [
    bytes.subarray(0, code.begin + 1),
    threeBytes(section.length),
    section,
    bytes.subarray(code.end),
  ];
  return {
    module: Buffer.concat(parts.map((part) => Uint8Array.from(part))),
    codeAt: code.begin + 1,
    spares,
  };
}

/**
 * The bytes of a fused instruction must not stand anywhere else: they are found without decoding
 * the rest.
 */
function checkFused(reader, end) {
  const instructions = new Set();
  const begin = reader.at;
  while (reader.at < end) {
    const at = reader.at;
    if (skipImmediates(reader, reader.byte()) !== undefined) instructions.add(at);
  }
  for (let at = begin; at < end - 2; at++) {
    const [prefix, operation, group] = reader.bytes.subarray(at, at + 3);
    const looksFused = prefix === 0xfd && operation >= 0x85 && operation <= 0x88 && group === 2;
    if (looksFused !== instructions.has(at))
      throw new Error(`what looks like a fused instruction at ${at} is none`);
  }
}

/**
 * Where the limits of the memory begin that the module imports, with a byte that says whether
 * threads share it.
 */
function memoryFlagsAt(bytes) {
  const section = [...sections(bytes)].find(({ id }) => id === 2);
  const reader = new Reader(bytes, section.start);
  const [ofFunctions, memory, global] = [0, 2, 3];
  for (let index = reader.number(); index > 0; index--) {
    for (const _ of ["module", "name"]) {
      const length = reader.number();
      reader.at += length;
    }
    const kind = reader.byte();
    if (kind === memory && bytes[reader.at] === 1) return reader.at;
    if (kind === ofFunctions) {
      reader.number();
      continue;
    }
    if (kind !== global) throw new Error(`the module imports something else, of kind ${kind}`);
    reader.at += 2;
  }
  throw new Error("the module imports no memory");
}

/**
 * The parts that the embedded module does not need: names, and the features that it was compiled
 * with.
 */
function strip(bytes) {
  const kept = [...sections(bytes)]
    .filter(({ id }) => id !== 0)
    .map(({ begin, end }) => bytes.subarray(begin, end));
  return Buffer.concat([bytes.subarray(0, 8), ...kept]);
}

/** What is added to a byte so that the most frequent ones are among the first. */
const shift = 16;

/**
 * Bytes as printable characters, which compress like the bytes: those that are below 91 once they
 * are shifted are one character, from "#" on, the others two. "~" stands in for the backslash.
 * fromText in src/kernels/wasm/module.ts reads it.
 */
function toText(bytes) {
  const one = (value) => String.fromCharCode(value + 35 === 92 ? 126 : value + 35);
  const shifted = Array.from(bytes, (byte) => (byte + shift) % 256);
  return shifted
    .map((byte) =>
      byte < 91 ? one(byte) : byte < 182 ? ` ${one(byte - 91)}` : `!${one(byte - 182)}`,
    )
    .join("");
}

const { module, codeAt, spares } = withSpareLocals(
  strip(
    await compileAssembly(rootPath, "assembly/index.ts", [
      "--enable",
      "relaxed-simd",
      // Constants begin here: src/kernels/wasm/machine.ts leaves room for them up to 1024.
      "--memoryBase",
      "16",
    ]),
  ),
);

const source = `// Made by ${maker} from assembly/. Do not edit.

/** The module with relaxed SIMD, as text. */
export const binary =
  "${toText(module)}";

/** Where the byte stands that says whether threads share the memory. */
export const memoryFlagsAt = ${memoryFlagsAt(module)};

/** Where the size of the code section stands. */
export const codeAt = ${codeAt};

/** The first of the locals to spare of each function. */
export const spareLocals = [${spares.join(", ")}];
`;
writeGenerated(root, "src/kernels/wasm/binary.ts", "assembly/", source);
writeGenerated(
  root,
  "src/kernels/wasm/numbers.ts",
  "assembly/",
  await numbersOf(rootPath, "assembly/numbers.ts", maker),
);
console.log(`kernels: ${module.length} bytes, ${spares.length} functions`);
