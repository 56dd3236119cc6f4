// Views read and write the elements that their strides name, whatever the kinds of the arrays, the
// lengths of the rows and the part that is asked for.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createView, gather, scatter, sizeOf, type View, Walk } from "../../src/shape/view.js";

const kinds = { Float32Array, Float64Array, Uint8Array, Int32Array };
type Kind = keyof typeof kinds;

/** Shapes with short and with long rows, and strides of any order, sign and repetition. */
const views = fc
  .array(fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 40, max: 70 })), {
    minLength: 0,
    maxLength: 3,
  })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      order: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
      gap: fc.integer({ min: 1, max: 2 }),
      signs: fc.array(fc.constantFrom(1, 1, -1), {
        minLength: shape.length,
        maxLength: shape.length,
      }),
      repeated: fc.array(fc.constantFrom(false, false, false, true), {
        minLength: shape.length,
        maxLength: shape.length,
      }),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      to: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  );

interface Drawn {
  readonly shape: number[];
  readonly order: number[];
  readonly gap: number;
  readonly signs: number[];
  readonly repeated: boolean[];
}

/** Strides over as much data as they need, with the place of each element, in row-major order. */
function layOut({ shape, order, gap, signs, repeated }: Drawn) {
  const strides = new Array<number>(shape.length).fill(0);
  let [length, offset] = [gap, 0];
  for (const axis of order) {
    if (repeated[axis]) continue;
    strides[axis] = signs[axis]! * length;
    if (signs[axis]! < 0) offset += (shape[axis]! - 1) * length;
    length *= shape[axis]!;
  }
  let places = [offset];
  shape.forEach((extent, axis) => {
    places = places.flatMap((at) =>
      Array.from({ length: extent }, (_, i) => at + i * strides[axis]!),
    );
  });
  return { view: createView(shape, strides, offset), length, places };
}

const value = (i: number) => (i * 37) % 251;

function values(kind: Kind, length: number) {
  const array = new kinds[kind](length);
  for (let i = 0; i < length; i++) array[i] = value(i);
  return array;
}

function part(size: number, a: number, b: number): [start: number, count: number] {
  const [start, end] = [Math.min(a, b), Math.max(a, b)].map((x) => Math.round(x * size));
  return [start!, end! - start!];
}

const pairs = (Object.keys(kinds) as Kind[]).flatMap((from) =>
  (Object.keys(kinds) as Kind[]).map((to) => [from, to] as const),
);

describe.each(pairs)("from a %s to a %s", (from, to) => {
  test("gather copies the elements asked for, and nothing else", () => {
    fc.assert(
      fc.property(views, (drawn) => {
        const { view, length, places } = layOut(drawn);
        const [start, count] = part(places.length, drawn.from, drawn.to);
        const data = values(from, length);
        const out = new kinds[to](count + 3).fill(99);
        gather(data, view, start, count, out);
        const expected = places.slice(start, start + count).map(value);
        expect([...out]).toEqual([...expected, 99, 99, 99]);
      }),
      { numRuns: 20 },
    );
  });

  test("scatter writes the elements named, and no other", () => {
    fc.assert(
      fc.property(views, (drawn) => {
        const { view, length, places } = layOut({
          ...drawn,
          repeated: drawn.shape.map(() => false),
        });
        const [start, count] = part(places.length, drawn.from, drawn.to);
        const given = values(from, count + 3);
        const data = new kinds[to](length).fill(99);
        const expected = [...data];
        for (let i = 0; i < count; i++) expected[places[start + i]!] = value(i);
        scatter(given, view, start, count, data);
        expect([...data]).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});

test("a view without elements is walked to its end at once", () => {
  const view: View = createView([3, 0, 2], [0, 2, 1]);
  expect(sizeOf(view.lengths)).toBe(0);
  expect(new Walk(view, 0, 0).next()).toBe(false);
});

test("whole rows are walked together, parts of rows alone", () => {
  const walk = new Walk(createView([4, 3], [5, 1], 2), 1, 10);
  const seen: object[] = [];
  while (walk.next()) {
    const { position, at, rows, length } = walk;
    seen.push({ position, at, rows, length });
  }
  expect(seen).toEqual([
    { position: 0, at: 3, rows: 1, length: 2 },
    { position: 2, at: 7, rows: 2, length: 3 },
    { position: 8, at: 17, rows: 1, length: 2 },
  ]);
});
