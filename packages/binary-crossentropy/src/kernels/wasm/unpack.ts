// Puts the module of the kernels together from the parts in which it is embedded. Like lies beside
// like there, which compresses better. scripts/pack-module.mjs takes it apart.

/** A module, taken apart. Texts stand for numbers. */
export interface Packed {
  /** What comes before the functions, with the size of the code section left out. */
  readonly head: string;
  readonly tail: string;
  /**
   * How many different instructions there are, the length of each, and their first bytes, their
   * second ones and so on.
   */
  readonly table: string;
  /**
   * How many functions there are, and of each one how many parameters and groups of locals, and each
   * group's length and type.
   */
  readonly declared: string;
  /** Indices in the table, one for each instruction. */
  readonly instructions: string;
  /**
   * Locals that are read: the group of one that is named for the first time, or how many others were
   * named since, within the function, and {@link mostGroups}.
   */
  readonly gets: string;
  /** Locals that are set, likewise. */
  readonly sets: string;
  /** Where the byte stands that says whether threads share the memory. */
  readonly memoryFlagsAt: number;
}

const mostGroups = 4;

/**
 * The module. It is made when the first loss is computed, by code that no engine has compiled yet:
 * so it is plain.
 *
 * @param isRelaxed Whether fused multiply-add may be used; otherwise a multiplication and an addition
 * stand for it.
 * @param isShared Whether it is for a memory that threads share.
 */
export function unpack(
  packed: Packed,
  isRelaxed: boolean,
  isShared: boolean,
): Uint8Array<ArrayBuffer> {
  const declared = numbersOf(packed.declared);
  const instructions = numbersOf(packed.instructions);
  const gets = numbersOf(packed.gets);
  const sets = numbersOf(packed.sets);
  const head = numbersOf(packed.head);
  const tail = numbersOf(packed.tail);
  const table = tableOf(numbersOf(packed.table));
  // A vector constant takes 18 bytes, and what stands for a fused multiplication 17.
  const out = new Uint8Array(18 * instructions.length);
  out.set(head);
  if (isShared) out[packed.memoryFlagsAt]! |= 2;
  let [at, get, set, declaration] = [0, 0, 0, 0];
  let size = head.length + 3;
  out[size++] = declared[declaration]!;
  for (let functions = declared[declaration++]!; functions > 0; functions--) {
    const start = size;
    size += 3;
    let local = declared[declaration++]!;
    const latest = Array.from({ length: local }, (_, index) => index);
    const groups = declared[declaration++]!;
    const next: number[] = [];
    out[size++] = groups + 1;
    for (let group = 0; group < groups; group++) {
      next.push(local);
      const count = declared[declaration++]!;
      local += count;
      if (count > 127) out[size++] = count;
      out[size++] = count > 127 ? count >> 7 : count;
      out[size++] = declared[declaration++]!;
    }
    // Two vectors to spare.
    out[size++] = 2;
    out[size++] = 0x7b;
    for (let depth = 1; depth > 0; ) {
      const instruction = table[instructions[at++]!]!;
      const first = instruction[0]!;
      if (first > 31 && first < 35) {
        const named = first === 32 ? gets[get++]! : sets[set++]!;
        let one: number;
        if (named < mostGroups) one = next[named]!++;
        else one = latest.splice(named - mostGroups, 1)[0]!;
        latest.unshift(one);
        out[size++] = first;
        if (one > 127) out[size++] = one;
        out[size++] = one > 127 ? one >> 7 : one;
        continue;
      }
      if (first > 1 && first < 5) depth++;
      else if (first === 11) depth--;
      const fused = first === 0xfd && instruction[2] === 2 ? instruction[1]! - 0x85 : -1;
      const bytes = fused >= 0 && fused < 4 && !isRelaxed ? unfused(fused, local) : instruction;
      for (let i = 0; i < bytes.length; i++) out[size++] = bytes[i]!;
    }
    setSize(out, start, size);
  }
  setSize(out, head.length, size);
  out.set(tail, size);
  return out.slice(0, size + tail.length);
}

/** The bytes of each instruction. */
function tableOf(parts: readonly number[]): number[][] {
  const lengths = parts.slice(1, parts[0]! + 1);
  const table: number[][] = lengths.map(() => []);
  let at = lengths.length + 1;
  for (let place = 0; at < parts.length; place++)
    for (let i = 0; i < lengths.length; i++) if (place < lengths[i]!) table[i]!.push(parts[at++]!);
  return table;
}

/** a · b + c, or c − a · b, of float32 or float64, in two instructions. */
function unfused(fused: number, spare: number): number[] {
  const [c, product] = [spare, spare + 1].map((local) => [(local & 127) | 128, local >> 7]) as [
    number[],
    number[],
  ];
  // In both types subtraction and multiplication follow upon addition.
  const add = fused < 2 ? 0xe4 : 0xf0;
  const multiply = [0x21, ...c, 0xfd, add + 2, 1];
  if (fused % 2 === 0) return [...multiply, 0x20, ...c, 0xfd, add, 1];
  return [...multiply, 0x21, ...product, 0x20, ...c, 0x20, ...product, 0xfd, add + 1, 1];
}

/** Writes a size in three bytes, of what lies between them and an end. */
function setSize(out: Uint8Array, at: number, end: number): void {
  const size = end - at - 3;
  out[at] = (size & 127) | 128;
  out[at + 1] = ((size >> 7) & 127) | 128;
  out[at + 2] = size >> 14;
}

/**
 * Characters from "#" on are 0 to 90, "~" stands for the backslash, " " and "!" are 91 and 92; from
 * 88 on they begin a pair.
 */
function numbersOf(text: string): number[] {
  const numbers: number[] = [];
  let first = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const number = code < 35 ? code + 59 : code === 126 ? 57 : code - 35;
    if (first) {
      numbers.push(88 + 93 * (first - 88) + number);
      first = 0;
    } else if (number < 88) numbers.push(number);
    else first = number;
  }
  return numbers;
}
