// Takes a module apart, into the parts that src/kernels/wasm/unpack.ts puts together: instructions,
// locals and other operands compress better apart.

import { Reader, sections } from "./wasm-module.mjs";

/** What follows an instruction: numbers of seven bits a byte, and then bytes. */
const operands = (numbers, bytes = 0) => numbers + 3 * bytes;
const local = 99;

/** What follows one that begins with these bytes. */
function operandsOf(opcode, operation) {
  if (opcode >= 0x20 && opcode <= 0x22) return local;
  if (opcode >= 0x02 && opcode <= 0x04) return operands(1);
  if ([0x0c, 0x0d, 0x10, 0x23, 0x24, 0x41, 0x42].includes(opcode)) return operands(1);
  if (opcode >= 0x28 && opcode <= 0x3e) return operands(2);
  if (opcode === 0x43) return operands(0, 4);
  if (opcode === 0x44) return operands(0, 8);
  if (opcode === 0xfc) {
    if (operation > 7 && ![10, 11].includes(operation))
      throw new Error(`unknown operation 0xfc ${operation}`);
    return operands(operation === 10 ? 2 : operation === 11 ? 1 : 0);
  }
  if (opcode === 0xfd) {
    if (operation <= 11 || operation === 92 || operation === 93) return operands(2);
    if (operation === 12 || operation === 13) return operands(0, 16);
    if (operation >= 21 && operation <= 34) return operands(0, 1);
    if (operation >= 84 && operation <= 91) return operands(2, 1);
    if (operation >= 0x100 && !(operation >= 261 && operation <= 264))
      throw new Error(`unknown relaxed operation ${operation}`);
    return operands(0);
  }
  const isPlain =
    opcode <= 0x01 || [0x05, 0x0b, 0x0f, 0x1a, 0x1b].includes(opcode) || opcode >= 0x45;
  if (!isPlain) throw new Error(`unknown instruction 0x${opcode.toString(16)}`);
  return operands(0);
}

/**
 * @param module With sizes of three bytes in its code section, and two locals to spare in each
 * function.
 * @returns The parts, but for what is known already.
 */
export function pack(module) {
  const code = [...sections(module)].find(({ id }) => id === 10);
  const reader = new Reader(module, code.start);
  const parts = { instructions: [], locals: [], operands: [] };
  const copyNumber = () => {
    const { at } = reader;
    const value = reader.number();
    parts.operands.push(...module.subarray(at, reader.at));
    return value;
  };
  const copy = (count) => {
    for (let i = 0; i < count; i++) parts.operands.push(reader.byte());
  };
  const indices = new Map();
  for (let functions = reader.number(); functions > 0; functions--) {
    const end = reader.number() + reader.at;
    for (let groups = copyNumber(); groups > 0; groups--) {
      copyNumber();
      copy(1);
    }
    const latest = Array.from({ length: 256 }, (_, index) => index);
    while (reader.at < end) {
      const { at } = reader;
      const opcode = reader.byte();
      const operation = opcode >= 0xfc ? reader.number() : 0;
      const follows = operandsOf(opcode, operation);
      const key = [follows, ...module.subarray(at, reader.at)].join();
      if (!indices.has(key)) indices.set(key, indices.size);
      parts.instructions.push(indices.get(key));
      if (follows === local) {
        const index = latest.indexOf(reader.number());
        latest.unshift(...latest.splice(index, 1));
        parts.locals.push(index);
        continue;
      }
      for (let i = 0; i < follows % 3; i++) copyNumber();
      copy(Math.floor(follows / 3));
    }
  }
  return {
    head: toText(module.subarray(0, code.begin + 1)),
    tail: toText(module.subarray(code.end)),
    instructions: toText(parts.instructions),
    locals: toText(parts.locals),
    operands: toText(parts.operands),
    table: [...indices.keys()].map((key) => key.split(",").map(Number)),
  };
}

/**
 * Bytes as printable characters, which compress like the bytes: those below 91 are one character,
 * from "#" on, the others two. "~" stands in for the backslash.
 */
function toText(bytes) {
  const one = (value) => String.fromCharCode(value + 35 === 92 ? 126 : value + 35);
  return Array.from(bytes, (byte) =>
    byte < 91 ? one(byte) : byte < 182 ? ` ${one(byte - 91)}` : `!${one(byte - 182)}`,
  ).join("");
}
