// Reads WASM modules, and makes of them what is embedded.

/** Reads bytes and LEB128 numbers one after the other. */
export class Reader {
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

/** A number below 2^21 in three bytes, whatever it is. */
const threeBytes = (value) => [(value & 127) | 128, ((value >> 7) & 127) | 128, value >> 14];

/**
 * The sections of a module: where each begins with its identifier, where its contents begin and
 * end.
 */
export function* sections(bytes) {
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

/** The section with the functions' code. */
export const codeOf = (bytes) => [...sections(bytes)].find(({ id }) => id === 10);

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

/** What follows an instruction: numbers of seven bits a byte, and then bytes. */
function operandsOf(opcode, operation) {
  if (opcode >= 0x02 && opcode <= 0x04) return [1, 0];
  if ([0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x41, 0x42].includes(opcode)) return [1, 0];
  if (opcode >= 0x28 && opcode <= 0x3e) return [2, 0];
  if (opcode === 0x43) return [0, 4];
  if (opcode === 0x44) return [0, 8];
  if (opcode === 0xfc) {
    if (operation > 7 && ![10, 11].includes(operation))
      throw new Error(`unknown operation 0xfc ${operation}`);
    return [operation === 10 ? 2 : operation === 11 ? 1 : 0, 0];
  }
  if (opcode === 0xfd) {
    if (operation <= 11 || operation === 92 || operation === 93) return [2, 0];
    if (operation === 12 || operation === 13) return [0, 16];
    if (operation >= 21 && operation <= 34) return [0, 1];
    if (operation >= 84 && operation <= 91) return [2, 1];
    if (operation >= 0x100 && !(operation >= 261 && operation <= 264))
      throw new Error(`unknown relaxed operation ${operation}`);
    return [0, 0];
  }
  const isPlain =
    opcode <= 0x01 || [0x05, 0x0b, 0x0f, 0x1a, 0x1b].includes(opcode) || opcode >= 0x45;
  if (!isPlain) throw new Error(`unknown instruction 0x${opcode.toString(16)}`);
  return [0, 0];
}

/**
 * The functions of a module: how many parameters each has, which groups of locals it declares, and
 * its instructions, each with its bytes, or with the local that it names and the byte before that.
 */
export function functionsOf(bytes) {
  const reader = new Reader(bytes, codeOf(bytes).start);
  reader.number();
  return parameterCounts(bytes).map((parameters) => {
    const end = reader.number() + reader.at;
    const groups = Array.from({ length: reader.number() }, () => ({
      count: reader.number(),
      type: reader.byte(),
    }));
    const instructions = [];
    while (reader.at < end) {
      const { at } = reader;
      const opcode = reader.byte();
      const operation = opcode >= 0xfc ? reader.number() : 0;
      const [numbers, others] = operandsOf(opcode, operation);
      const named = opcode >= 0x20 && opcode <= 0x22 ? reader.number() : undefined;
      for (let i = named === undefined ? numbers : 0; i > 0; i--) reader.number();
      reader.at += others;
      const own = named === undefined ? bytes.subarray(at, reader.at) : [opcode];
      instructions.push({ bytes: [...own], local: named });
    }
    return { parameters, groups, instructions };
  });
}

/**
 * The module with the locals of each type numbered in the order in which they are named first, two
 * more of them in each function, and sizes of three bytes in the code section.
 */
export function withOrderedLocals(bytes) {
  const functions = functionsOf(bytes);
  const section = leb(functions.length);
  if (section.length > 1) throw new Error("more functions than one byte counts");
  for (const { parameters, groups, instructions } of functions) {
    const numbers = Array.from({ length: parameters }, (_, index) => index);
    const next = [];
    const groupOf = [];
    let first = parameters;
    for (const [index, { count }] of groups.entries()) {
      next.push(first);
      for (let i = 0; i < count; i++) groupOf[first++] = index;
    }
    const body = leb(groups.length + 1);
    for (const { count, type } of groups) body.push(...leb(count), type);
    body.push(2, 0x7b);
    for (const { bytes: own, local } of instructions) {
      body.push(...own);
      if (local === undefined) continue;
      numbers[local] ??= next[groupOf[local]]++;
      body.push(...leb(numbers[local]));
    }
    section.push(...threeBytes(body.length), ...body);
  }
  const code = codeOf(bytes);
  const parts = [
    bytes.subarray(0, code.begin + 1),
    threeBytes(section.length),
    section,
    bytes.subarray(code.end),
  ];
  return Buffer.concat(parts.map((part) => Uint8Array.from(part)));
}

/**
 * Where the limits of the memory begin that the module imports, with a byte that says whether
 * threads share it.
 */
export function memoryFlagsAt(bytes) {
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
export function strip(bytes) {
  const kept = [...sections(bytes)]
    .filter(({ id }) => id !== 0)
    .map(({ begin, end }) => bytes.subarray(begin, end));
  return Buffer.concat([bytes.subarray(0, 8), ...kept]);
}
