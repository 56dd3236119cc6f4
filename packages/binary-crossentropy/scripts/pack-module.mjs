// Takes a module apart, into the parts that src/kernels/wasm/unpack.ts puts together: instructions
// with their constants, and the locals that they read and set, compress better apart.

import { codeOf, functionsOf, memoryFlagsAt } from "./wasm-module.mjs";

/** Numbers below it are one character. */
const few = 88;

/**
 * @param module As withOrderedLocals makes it.
 * @returns The parts.
 */
export function pack(module) {
  const functions = functionsOf(module);
  const table = tableOf(functions);
  const indices = new Map(table.map((instruction, index) => [instruction.join(), index]));
  const [instructions, gets, sets] = [[], [], []];
  const declared = [functions.length];
  for (const { parameters, groups, instructions: own } of functions) {
    // The last group are the locals to spare.
    declared.push(parameters, groups.length - 1);
    for (const { count, type } of groups.slice(0, -1)) declared.push(count, type);
    const latest = Array.from({ length: parameters }, (_, index) => index);
    const groupOf = groups.flatMap(({ count }, index) => new Array(count).fill(index));
    for (const { bytes, local } of own) {
      instructions.push(indices.get(bytes.join()));
      if (local === undefined) continue;
      const index = latest.indexOf(local);
      if (index >= 0) latest.splice(index, 1);
      latest.unshift(local);
      const named = index < 0 ? groupOf[local - parameters] : mostGroups + index;
      (bytes[0] === 0x20 ? gets : sets).push(named);
    }
  }
  const code = codeOf(module);
  return {
    head: toText(module.subarray(0, code.begin + 1)),
    tail: toText(module.subarray(code.end)),
    table: toText(columnsOf(table)),
    declared: toText(declared),
    instructions: toText(instructions),
    gets: toText(gets),
    sets: toText(sets),
    memoryFlagsAt: memoryFlagsAt(module),
  };
}

/** A function declares at most so many groups of locals: i32, i64, f64 and vectors. */
const mostGroups = 4;

/** How many instructions there are, the length of each, their first bytes, their second ones, … */
function columnsOf(table) {
  const lengths = table.map(({ length }) => length);
  const places = Array.from({ length: Math.max(...lengths) }, (_, place) => place);
  const columns = places.map((place) => table.flatMap((bytes) => bytes.slice(place, place + 1)));
  return [table.length, ...lengths, ...columns.flat()];
}

/** The different instructions, those first that are met most often, and like beside like. */
function tableOf(functions) {
  const counts = new Map();
  for (const { groups, instructions } of functions) {
    if (groups.length - 1 > mostGroups)
      throw new Error("more groups of locals than there is room for");
    for (const { bytes } of instructions) {
      const key = bytes.join();
      counts.set(key, { bytes, count: (counts.get(key)?.count ?? 0) + 1 });
    }
  }
  const byCount = [...counts.values()].sort((a, b) => b.count - a.count);
  const alike = (a, b) => (a.bytes.join() < b.bytes.join() ? -1 : 1);
  const often = byCount.slice(0, few).sort(alike);
  return [...often, ...byCount.slice(few).sort(alike)].map(({ bytes }) => bytes);
}

/**
 * Numbers as printable characters, which compress like the numbers: "#" and those that follow it
 * are 0 to 90, with "~" for the backslash, " " and "!" are 91 and 92. From 88 on these begin a pair.
 */
function toText(numbers) {
  const one = (value) =>
    String.fromCharCode(value > 90 ? value - 59 : value + 35 === 92 ? 126 : value + 35);
  return Array.from(numbers, (number) => {
    if (number < few) return one(number);
    const rest = number - few;
    if (rest >= 5 * 93) throw new Error(`${number} is more than a pair holds`);
    return one(few + Math.floor(rest / 93)) + one(rest % 93);
  }).join("");
}
