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
 * @returns The module, and the first local to spare of each function.
 */
export function withSpareLocals(bytes) {
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
    reader.at = end;
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
    spares,
  };
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
