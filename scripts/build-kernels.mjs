// Compiles assembly/ and writes the binary, as text, into src/kernels/wasm/binary.ts.
//
// One binary is embedded, the one with relaxed SIMD (fused multiply-add). The plain one differs from it in those
// instructions alone: a · b + c becomes a multiplication and an addition. What is embedded of it are the differences.
//
//   node scripts/build-kernels.mjs [--check]   with --check only compares: exit code 1 where the file is another one
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = new URL("../src/kernels/wasm/binary.ts", import.meta.url);

async function compile() {
  const files = new Map();
  const options = [
    "-O3",
    "--noAssert",
    "--runtime",
    "stub",
    "--importMemory",
    "--enable",
    "simd",
    "--enable",
    "relaxed-simd",
    "--disableWarning",
    "112",
  ];
  const { error, stderr } = await asc.main(["assembly/index.ts", "--baseDir", root, "--outFile", "kernels.wasm", ...options], {
    writeFile: (name, contents) => void files.set(name, contents),
  });
  if (error) throw new Error(`assembly/ does not compile.\n${stderr.toString()}`);
  return files.get("kernels.wasm");
}

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

const relaxedMadd = { 261: [0xe6, 0xe4], 262: [0xe6, 0xe5], 263: [0xf2, 0xf0], 264: [0xf2, 0xf1] };
const simd = (operation) => [0xfd, ...leb(operation)];
const [localGet, localSet] = [0x20, 0x21];

/** Skips one instruction's immediates; gives the SIMD operation, if it is one that must go. */
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
    } else if (relaxedMadd[operation]) return operation;
    else if (operation >= 0x100) throw new Error(`unknown relaxed operation ${operation}`);
  } else if (
    !(opcode <= 0x01 || opcode === 0x05 || opcode === 0x0b || opcode === 0x0f || opcode === 0x1a || opcode === 0x1b || opcode >= 0x45)
  ) {
    throw new Error(`unknown instruction 0x${opcode.toString(16)}`);
  }
  return undefined;
}

/** The sections of a module: where each begins with its identifier, where its contents begin and end. */
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

/** Edits that turn the relaxed binary into the plain one: at a place, so many bytes give way to others. */
function plainEdits(bytes) {
  const counts = parameterCounts(bytes);
  const code = [...sections(bytes)].find(({ id }) => id === 10);
  const edits = [];
  const reader = new Reader(bytes, code.start);
  let growth = 0;
  for (let index = reader.number(), total = index; index > 0; index--) {
    const sizeAt = reader.at;
    const size = reader.number();
    const bodyAt = reader.at;
    const end = bodyAt + size;
    let locals = counts[total - index];
    const groups = reader.number();
    for (let group = 0; group < groups; group++) {
      locals += reader.number();
      reader.byte();
    }
    const localsEnd = reader.at;
    const found = [];
    while (reader.at < end) {
      const at = reader.at;
      const operation = skipImmediates(reader, reader.byte());
      if (operation !== undefined) found.push({ at, length: reader.at - at, operation });
    }
    if (found.length === 0) continue;
    // Two more locals keep c, and the product where it is what is subtracted.
    const [c, product] = [leb(locals), leb(locals + 1)];
    const body = [
      { at: bodyAt, length: leb(groups).length, insert: leb(groups + 1) },
      { at: localsEnd, length: 0, insert: [2, 0x7b] },
      ...found.map(({ at, length, operation }) => {
        const [multiply, join] = relaxedMadd[operation];
        const isSum = operation % 2 === 1;
        const order = isSum ? [] : [localSet, ...product];
        const last = isSum ? [] : [localGet, ...product];
        return { at, length, insert: [localSet, ...c, ...simd(multiply), ...order, localGet, ...c, ...last, ...simd(join)] };
      }),
    ];
    const grown = body.reduce((sum, { length, insert }) => sum + insert.length - length, 0);
    const sizeEdit = { at: sizeAt, length: leb(size).length, insert: leb(size + grown) };
    growth += grown + sizeEdit.insert.length - sizeEdit.length;
    edits.push(sizeEdit, ...body);
  }
  const length = code.end - code.start;
  edits.unshift({ at: code.begin + 1, length: leb(length).length, insert: leb(length + growth) });
  return edits;
}

export function applyEdits(bytes, edits) {
  const parts = [];
  let at = 0;
  for (const edit of edits) {
    parts.push(bytes.subarray(at, edit.at), Uint8Array.from(edit.insert));
    at = edit.at + edit.length;
  }
  return Buffer.concat([...parts, bytes.subarray(at)]);
}

/** Each edit as the distance from the end of the one before, the number of bytes that go, and those that come. */
function encodeEdits(edits) {
  const bytes = [];
  let end = 0;
  for (const { at, length, insert } of edits) {
    bytes.push(...leb(at - end), length, insert.length, ...insert);
    end = at + length;
  }
  return Uint8Array.from(bytes);
}

/** The parts that the embedded module does not need: names, and the features that it was compiled with. */
function strip(bytes) {
  const kept = [...sections(bytes)].filter(({ id }) => id !== 0).map(({ begin, end }) => bytes.subarray(begin, end));
  return Buffer.concat([bytes.subarray(0, 8), ...kept]);
}

/**
 * Bytes as printable characters, which compress like the bytes: those below 91 are one character, from "#" on, the others
 * two. "~" stands in for the backslash. fromText in src/kernels/wasm/module.ts reads it.
 */
function toText(bytes) {
  const one = (value) => String.fromCharCode(value + 35 === 92 ? 126 : value + 35);
  return Array.from(bytes, (byte) => (byte < 91 ? one(byte) : byte < 182 ? ` ${one(byte - 91)}` : `!${one(byte - 182)}`)).join("");
}

const relaxed = strip(await compile());
const edits = plainEdits(relaxed);
const plain = applyEdits(relaxed, edits);
if (!WebAssembly.validate(plain)) throw new Error("the plain binary is not valid");

const source = `// Made by scripts/build-kernels.mjs from assembly/. Do not edit.

/** The module with relaxed SIMD, as text. */
export const relaxedBinary =
  "${toText(relaxed)}";

/** What turns it into the plain one: gaps between edits, bytes that go, how many come, and which. */
export const plainEdits =
  "${toText(encodeEdits(edits))}";
`;
if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== source) {
    console.error("src/kernels/wasm/binary.ts is not what assembly/ gives. Run `npm run build:kernels`.");
    process.exit(1);
  }
} else writeFileSync(target, source);
console.log(`kernels: ${relaxed.length} bytes with relaxed SIMD, ${plain.length} without, ${edits.length} edits`);
