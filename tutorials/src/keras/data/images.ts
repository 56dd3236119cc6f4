// Selects and arranges pictures.

import type { Images } from "../tutorial.js";

/** The pictures at the given indices, in that order. */
export function pick({ data, ...shape }: Images, indices: ArrayLike<number>): Images {
  const size = shape.height * shape.width * shape.channels;
  const picked = new Float32Array(indices.length * size);
  for (let i = 0; i < indices.length; i++)
    picked.set(data.subarray(indices[i]! * size, (indices[i]! + 1) * size), i * size);
  return { ...shape, count: indices.length, data: picked };
}

/** The pictures from index `from` to before `to`. */
export function range({ data, ...shape }: Images, from: number, to: number): Images {
  const size = shape.height * shape.width * shape.channels;
  const end = Math.min(to, shape.count);
  return { ...shape, count: end - from, data: data.subarray(from * size, end * size) };
}

/** The first picture of each set, then the second of each, and so on. */
export function interleave(sets: readonly Images[]): Images {
  const { data: _, ...shape } = sets[0]!;
  const size = shape.height * shape.width * shape.channels;
  const mixed = new Float32Array(shape.count * sets.length * size);
  for (let i = 0; i < shape.count; i++)
    for (const [j, { data }] of sets.entries())
      mixed.set(data.subarray(i * size, (i + 1) * size), (i * sets.length + j) * size);
  return { ...shape, count: shape.count * sets.length, data: mixed };
}

/** The pictures of all sets, one set after the other. */
export function stack(sets: readonly Images[]): Images {
  const { data: _, ...shape } = sets[0]!;
  const data = new Float32Array(sets.reduce((sum, set) => sum + set.data.length, 0));
  let offset = 0;
  for (const set of sets) {
    data.set(set.data, offset);
    offset += set.data.length;
  }
  return { ...shape, count: sets.reduce((sum, { count }) => sum + count, 0), data };
}
