// A module of kernels that counts what it executes: at the head of each run of instructions that no
// branch enters or leaves in between, the number of those in it is added to a global.

import {
  functionsOf,
  Reader,
  sections,
} from "../../../packages/binary-crossentropy/scripts/wasm-module.mjs";

/** The global's name among the exports. */
export const counterName = "instructions executed";

interface Instruction {
  readonly bytes: readonly number[];
  readonly local: number | undefined;
}

const [globalSection, exportSection, codeSection, importSection] = [6, 7, 10, 2];

/** loop, if, else, end, br, br_if, return: where a run of instructions ends. */
const runEnds = [0x00, 0x03, 0x04, 0x05, 0x0b, 0x0c, 0x0d, 0x0f];

/**
 * What only says where others are, or names a value that is there already, and which engines turn
 * into no instruction or into one that moves: structure, locals, globals, constants, drop.
 */
function isCounted([opcode, operation]: readonly number[]): boolean {
  if (opcode === 0xfd) return operation !== 12;
  const structure = [0x00, 0x01, 0x02, 0x03, 0x05, 0x0b, 0x0f, 0x1a];
  return (
    !structure.includes(opcode!) && !(opcode! >= 0x20 && opcode! <= 0x24) && !isConstant(opcode!)
  );
}

const isConstant = (opcode: number): boolean => opcode >= 0x41 && opcode <= 0x44;

/** A number that is not negative, seven bits a byte; `signed` leaves room for the sign. */
function leb(value: number, signed = false): number[] {
  const bytes: number[] = [];
  const last = signed ? 64 : 128;
  for (; value >= last; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

export function countingModule(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const counter = globalCount(module);
  const out = [...module.subarray(0, 8)];
  let hasGlobals = false;
  const section = (id: number, contents: readonly number[]) => {
    out.push(id, ...leb(contents.length));
    for (const byte of contents) out.push(byte);
  };
  /** A list with one more entry. */
  const longer = (start: number, end: number, entry: readonly number[]) => {
    const reader = new Reader(module, start);
    return [...leb(reader.number() + 1), ...module.subarray(reader.at, end), ...entry];
  };
  // i64, mutable, 0.
  const global = [0x7e, 1, 0x42, 0, 0x0b];
  const name = [...new TextEncoder().encode(counterName)];
  for (const { id, start, end } of sections(module)) {
    if (id > globalSection && !hasGlobals) {
      section(globalSection, [1, ...global]);
      hasGlobals = true;
    }
    if (id === globalSection) {
      section(id, longer(start, end, global));
      hasGlobals = true;
    } else if (id === exportSection)
      section(id, longer(start, end, [...leb(name.length), ...name, 3, ...leb(counter)]));
    else if (id === codeSection) section(id, codeOf(module, counter));
    else section(id, [...module.subarray(start, end)]);
  }
  return Uint8Array.from(out);
}

function codeOf(module: Uint8Array, counter: number): number[] {
  const functions = functionsOf(module);
  const code = leb(functions.length);
  for (const { groups, instructions } of functions) {
    const body = leb(groups.length);
    for (const { count, type } of groups) body.push(...leb(count), type);
    for (const run of runsOf(instructions)) {
      const count = run.filter(({ bytes }) => isCounted(bytes)).length;
      if (count > 0) {
        const get = [0x23, ...leb(counter)];
        const set = [0x24, ...leb(counter)];
        body.push(...get, 0x42, ...leb(count, true), 0x7c, ...set);
      }
      for (const { bytes, local } of run)
        body.push(...bytes, ...(local === undefined ? [] : leb(local)));
    }
    code.push(...leb(body.length));
    for (const byte of body) code.push(byte);
  }
  return code;
}

function runsOf(instructions: readonly Instruction[]): Instruction[][] {
  const runs: Instruction[][] = [[]];
  for (const instruction of instructions) {
    runs.at(-1)!.push(instruction);
    if (runEnds.includes(instruction.bytes[0]!)) runs.push([]);
  }
  return runs;
}

/** Of globals imported and defined: the index of the next one. */
function globalCount(module: Uint8Array): number {
  let count = 0;
  for (const { id, start } of sections(module)) {
    const reader = new Reader(module, start);
    if (id === globalSection) count += reader.number();
    if (id !== importSection) continue;
    for (let left = reader.number(); left > 0; left--) {
      for (let names = 2; names > 0; names--) {
        const length = reader.number();
        reader.at += length;
      }
      const kind = reader.byte();
      if (kind === 0) reader.number();
      else if (kind === 3) {
        reader.at += 2;
        count++;
      } else {
        // A memory: its flags, its least and, if it has one, its largest size.
        const flags = reader.byte();
        reader.number();
        if (flags & 1) reader.number();
      }
    }
  }
  return count;
}
