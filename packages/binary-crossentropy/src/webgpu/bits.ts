// Floats as bits, as shaders take and give them.

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The bits of x, rounded to float32. */
export function bitsOf(x: number): number {
  float[0] = x;
  return word[0]!;
}

/** As WGSL writes it. */
export function hex(bits: number): string {
  return `0x${bits.toString(16)}u`;
}

/** Declares numbers, as the bits of floats. */
export function constantsOf(numbers: Readonly<Record<string, number>>): string {
  return Object.entries(numbers)
    .map(([name, value]) => `const ${name} = ${hex(bitsOf(value))};\n`)
    .join("");
}
