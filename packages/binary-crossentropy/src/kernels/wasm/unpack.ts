// Puts the module of the kernels together from the parts in which it is embedded. Like lies beside
// like there, which compresses better. scripts/pack-module.mjs takes it apart.

/** A module, taken apart. Texts stand for bytes. */
export interface Packed {
  /** What comes before the functions, with the sizes of the code section left out. */
  readonly head: string;
  readonly tail: string;
  /** Indices in the table, one for each instruction. */
  readonly instructions: string;
  /** Locals that instructions name: how many others were named since, within the function. */
  readonly locals: string;
  /** The other operands, and at the beginning of each function what locals it declares. */
  readonly operands: string;
  /**
   * What follows an instruction, {@link aLocal} or so many numbers of seven bits a byte and three
   * times so many bytes, and then the bytes that it begins with.
   */
  readonly table: readonly (readonly number[])[];
  /** The first of two locals to spare, of each function. */
  readonly spareLocals: readonly number[];
  /** Where the byte stands that says whether threads share the memory. */
  readonly memoryFlagsAt: number;
}

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
  const { table, spareLocals } = packed;
  const instructions = bytesOf(packed.instructions);
  const locals = bytesOf(packed.locals);
  const operands = bytesOf(packed.operands);
  const head = bytesOf(packed.head);
  const tail = bytesOf(packed.tail);
  // What is fused takes 3 bytes, and what stands for it 17 at most.
  const out = new Uint8Array(8 * instructions.length + operands.length);
  out.set(head);
  if (isShared) out[packed.memoryFlagsAt]! |= 2;
  const latest = new Uint8Array(256);
  let [at, local, operand] = [0, 0, 0];
  let size = head.length + 3;
  out[size++] = spareLocals.length;
  for (const spare of spareLocals) {
    const start = size;
    size += 3;
    const groups = operands[operand]!;
    out[size++] = operands[operand++]!;
    for (let group = 0; group < groups; group++) {
      while (operands[operand]! > 127) out[size++] = operands[operand++]!;
      out[size++] = operands[operand++]!;
      out[size++] = operands[operand++]!;
    }
    for (let i = 0; i < 256; i++) latest[i] = i;
    for (let depth = 1; depth > 0; ) {
      const instruction = table[instructions[at++]!]!;
      const first = instruction[1]!;
      if (first > 1 && first < 5) depth++;
      else if (first === 11) depth--;
      const fused = first === 0xfd && instruction[3] === 2 ? instruction[2]! - 0x85 : -1;
      if (fused >= 0 && fused < 4 && !isRelaxed) {
        for (const byte of unfused(fused, spare)) out[size++] = byte;
      } else for (let i = 1; i < instruction.length; i++) out[size++] = instruction[i]!;
      let follows = instruction[0]!;
      if (follows === aLocal) {
        const index = locals[local++]!;
        const named = latest[index]!;
        latest.copyWithin(1, 0, index);
        latest[0] = named;
        if (named > 127) out[size++] = named;
        out[size++] = named > 127 ? 1 : named;
        continue;
      }
      for (; follows % 3 > 0; follows--) {
        while (operands[operand]! > 127) out[size++] = operands[operand++]!;
        out[size++] = operands[operand++]!;
      }
      for (; follows > 0; follows -= 3) out[size++] = operands[operand++]!;
    }
    setSize(out, start, size);
  }
  setSize(out, head.length, size);
  out.set(tail, size);
  return out.slice(0, size + tail.length);
}

/** What follows an instruction that names a local. */
const aLocal = 99;

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
 * Characters from "#" on are bytes; after " " they are bytes from 91 on, after "!" from 182 on; "~" is
 * "\\".
 */
function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    let from = -35;
    if (code < 34) {
      from = code === 32 ? 56 : 147;
      code = text.charCodeAt(++i);
    }
    bytes[length++] = from + (code === 126 ? 92 : code);
  }
  return bytes.subarray(0, length);
}
