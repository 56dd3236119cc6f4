// Laws of the loss, as properties over random inputs.

import { flat } from "@binary-crossentropy/test/golden";
import {
  BinaryCrossentropy,
  binaryCrossentropy,
  type Dialect,
  losses,
  metrics,
  type NdArray,
  type Reduction,
} from "binary-crossentropy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { difference, ulp } from "./support/compare.js";
import { solve } from "./support/oracle.js";
import { present, problem, reduction } from "./support/problem.js";

const exactly = { relative: 0, floor: 0 };
const inDouble = { relative: 1e-12, floor: 1e-13 };

const label = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const logit = fc.oneof(
  fc.double({ min: -30, max: 30, noNaN: true }),
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, Infinity, -Infinity),
);
const dialect = fc.constantFrom<Dialect>("keras2", "keras3", "torch", "exact");

const elementwise = { axis: [], reduction: "none", dtype: "float64" } as const;
const first = (a: NdArray) => a.data[0]!;

describe("one element", () => {
  const bce = new BinaryCrossentropy({ ...elementwise, fromLogits: true });

  test("L(t, z) = L(1 - t, -z), and the gradient changes its sign", () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 0.25, 0.5, 1), logit, (t, z) => {
        const [a, b] = [bce.valueAndGrad(t, z), bce.valueAndGrad(1 - t, -z)];
        expect(difference(a.value.data, b.value.data, exactly)).toBe("");
        expect(first(a.grad)).toBe(-first(b.grad) + 0 || first(a.grad));
      }),
    );
  });

  test("L >= 0 for labels in [0, 1], in every dialect but keras2, which may fall short by its epsilon", () => {
    fc.assert(
      fc.property(label, fc.double({ min: 0, max: 1, noNaN: true }), dialect, (y, p, name) => {
        const loss = first(new BinaryCrossentropy({ ...elementwise, dialect: name })(y, p));
        expect(loss).toBeGreaterThanOrEqual(name === "keras2" ? -1.0000001e-7 : 0);
      }),
    );
    fc.assert(
      fc.property(label, logit, (y, z) => {
        expect(first(bce(y, z))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("logits and the probabilities they stand for cost the same", () => {
    fc.assert(
      fc.property(label, fc.double({ min: -15, max: 15, noNaN: true }), (y, z) => {
        const p = 1 / (1 + Math.exp(-z));
        const fromProbability = first(
          new BinaryCrossentropy({ ...elementwise, dialect: "exact" })(y, p),
        );
        expect(
          difference([first(bce(y, z))], [fromProbability], { relative: 1e-9, floor: 1e-12 }),
        ).toBe("");
      }),
    );
  });

  // Richardson's central difference: what is left is of the order of h⁴ and of the rounding over h.
  const derivative = (f: (x: number) => number, x: number, h: number) =>
    (8 * (f(x + h / 2) - f(x - h / 2)) - (f(x + h) - f(x - h))) / (6 * h);

  test("the gradient is the finite difference of the value, the second derivative that of the gradient", () => {
    const cases = fc.record({
      y: label,
      fromLogits: fc.boolean(),
      u: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      dialect,
      labelSmoothing: fc.constantFrom(0, 0.1, 1),
      posWeight: fc.constantFrom(1, 0, 3),
    });
    fc.assert(
      fc.property(cases, ({ y, u, ...options }) => {
        const loss = new BinaryCrossentropy({ ...elementwise, ...options });
        const x = options.fromLogits ? (u - 0.5) * 20 : u;
        const h = options.fromLogits ? 1e-2 : 1e-3;
        const slope = derivative((at) => first(loss(y, at)), x, h);
        const curvature = derivative((at) => first(loss.valueAndGrad(y, at).grad), x, h);
        const { grad } = loss.valueAndGrad(y, x);
        expect(difference([first(grad)], [slope], { relative: 1e-5, floor: 1e-8 })).toBe("");
        expect(
          difference([first(loss.hessian(y, x))], [curvature], { relative: 1e-5, floor: 1e-8 }),
        ).toBe("");
      }),
    );
  });
});

describe("shapes of any rank up to 5 with any axis, weights, masks and ignored labels", () => {
  test("value, gradient and second derivative are those of the plain definition", () => {
    fc.assert(
      fc.property(problem, (given) => {
        const { bce, yTrue, yPred, weight, mask } = present(given);
        const answer = solve(given);
        const { value, grad } = bce.valueAndGrad(yTrue, yPred, weight, { mask });
        const keepsCells = given.reduction === null || given.reduction === "none";
        expect(flat(value).shape).toEqual(keepsCells ? answer.cellShape : []);
        expect(
          difference(flat(value).data, keepsCells ? answer.cells : [answer.value], inDouble),
        ).toBe("");
        expect(flat(bce(yTrue, yPred, weight, { mask }))).toEqual(flat(value));
        expect(grad.shape).toEqual(given.shape);
        expect(difference(grad.data, answer.grad, inDouble)).toBe("");
        expect(
          difference(bce.hessian(yTrue, yPred, weight, { mask }).data, answer.hessian, inDouble),
        ).toBe("");
      }),
      { numRuns: 600 },
    );
  });

  test("the gradient written into the predictions' own array is the same", () => {
    fc.assert(
      fc.property(problem, (given) => {
        const { bce, yTrue, yPred, weight, mask } = present(given);
        const expected = bce.valueAndGrad(yTrue, yPred, weight, { mask });
        const own = { data: Float64Array.from(given.yPred), shape: given.shape };
        const actual = bce.valueAndGrad(yTrue, own, weight, { mask, out: own });
        expect(actual.grad.data).toBe(own.data);
        expect(actual).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

const samples = fc.array(
  fc.record({
    y: fc.constantFrom(0, 1),
    z: fc.double({ min: -20, max: 20, noNaN: true }),
    w: fc.double({ min: 0.1, max: 5, noNaN: true }),
  }),
  {
    minLength: 1,
    maxLength: 40,
  },
);
const columns = (rows: { y: number; z: number; w: number }[]) =>
  [rows.map(({ y }) => [y]), rows.map(({ z }) => [z]), rows.map(({ w }) => w)] as const;

describe("many samples", () => {
  test("the loss is linear in the weight", () => {
    const sum = new BinaryCrossentropy({ fromLogits: true, reduction: "sum", dtype: "float64" });
    fc.assert(
      fc.property(samples, fc.double({ min: -4, max: 4, noNaN: true }), (rows, factor) => {
        const [y, z, w] = columns(rows);
        const scaled = sum(
          y,
          z,
          w.map((weight) => weight * factor),
        );
        expect(
          difference([scaled], [factor * sum(y, z, w)], { relative: 1e-12, floor: 1e-300 }),
        ).toBe("");
        const halves = w.map((weight) => weight / 2);
        expect(difference([sum(y, z, halves) + sum(y, z, halves)], [sum(y, z, w)], inDouble)).toBe(
          "",
        );
      }),
    );
  });

  test("the order of the samples does not matter", () => {
    const mean = new BinaryCrossentropy({
      fromLogits: true,
      reduction: "mean_with_sample_weight",
      dtype: "float64",
    });
    fc.assert(
      fc.property(samples, (rows) => {
        expect(
          difference([mean(...columns([...rows].reverse()))], [mean(...columns(rows))], inDouble),
        ).toBe("");
      }),
    );
  });

  test("metrics of the parts, merged, are the metric of the whole", () => {
    fc.assert(
      fc.property(samples, fc.nat(), (rows, seed) => {
        const cut = seed % (rows.length + 1);
        const [whole, head, tail] = [rows, rows.slice(0, cut), rows.slice(cut)].map((part) => {
          const metric = new metrics.BinaryCrossentropy({ fromLogits: true });
          if (part.length > 0) metric.updateState(...columns(part));
          return metric;
        });
        head!.merge(tail!);
        expect(difference([head!.result()], [whole!.result()], inDouble)).toBe("");
        const elsewhere = new metrics.BinaryCrossentropy({ fromLogits: true });
        elsewhere.merge(JSON.parse(JSON.stringify(head!.state())));
        expect(elsewhere.state()).toEqual(head!.state());
      }),
    );
  });

  test("a float32 mean is within 1 ulp of the true one at any length around the block boundaries", () => {
    for (const n of [
      1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 2047, 2048, 2049, 4095, 4096, 4097, 10000,
    ]) {
      const z = Float32Array.from({ length: n }, (_, i) => Math.sin(i * 12.9898) * 9);
      const y = Float32Array.from({ length: n }, (_, i) => ((i * 7919) % 3 === 0 ? 1 : 0));
      let total = 0;
      for (let i = 0; i < n; i++)
        total += Math.max(z[i]!, 0) - z[i]! * y[i]! + Math.log1p(Math.exp(-Math.abs(z[i]!)));
      const mean = new BinaryCrossentropy({ fromLogits: true })(y, z);
      expect(Math.abs(mean - total / n)).toBeLessThanOrEqual(ulp(total / n, "float32"));
    }
  });
});

describe("configuration", () => {
  const options = fc.record(
    {
      fromLogits: fc.boolean(),
      labelSmoothing: fc.double({ min: 0, max: 1, noNaN: true }),
      axis: fc.oneof(
        fc.constant(null),
        fc.integer({ min: -5, max: 4 }),
        fc.array(fc.integer({ min: -5, max: 4 }), { maxLength: 4 }),
      ),
      reduction,
      name: fc.string(),
      dialect,
      epsilon: fc.double({ min: 0, max: 0.499, noNaN: true }),
      dtype: fc.constantFrom("float32", "float64"),
      posWeight: fc.oneof(
        fc.double({ min: 0, max: 3.4e38, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 1, maxLength: 4 }),
      ),
      ignoreLabel: fc.double({ noDefaultInfinity: true }),
    },
    { requiredKeys: [] },
  );

  test("any valid configuration survives JSON, and so does the loss", () => {
    fc.assert(
      fc.property(options, (given) => {
        const bce = new BinaryCrossentropy(given as object);
        const config = bce.getConfig();
        const travelled = JSON.parse(JSON.stringify(config));
        expect(travelled).toEqual(config);
        expect(BinaryCrossentropy.fromConfig(travelled).getConfig()).toEqual(config);
        const serialized = losses.serialize(bce);
        const again = losses.deserialize(
          JSON.parse(JSON.stringify(serialized)),
        ) as BinaryCrossentropy<Reduction>;
        expect(losses.serialize(again)).toEqual(serialized);
      }),
    );
  });

  test("no JSON whatever does anything but build a loss or raise a ValueError", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            ...Object.keys(
              new BinaryCrossentropy({
                posWeight: 2,
                ignoreLabel: 2,
                epsilon: 0,
                dtype: "float32",
              }).getConfig(),
            ),
            "fn",
            "__proto__",
          ),
          fc.jsonValue(),
        ),
        (config) => {
          let built: unknown;
          try {
            built = BinaryCrossentropy.fromConfig(JSON.parse(JSON.stringify(config)));
          } catch (error) {
            expect(error).toMatchObject({
              name: "ValueError",
              message: expect.stringMatching(/^BinaryCrossentropy\.fromConfig: /),
            });
            return;
          }
          expect(built).toBeInstanceOf(BinaryCrossentropy);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test("the function is the class without reduction", () => {
  fc.assert(
    fc.property(problem, (given) => {
      const { axis, fromLogits, labelSmoothing, ignoreLabel, posWeight, shape } = given;
      const shared = { axis, fromLogits, labelSmoothing, ignoreLabel, posWeight };
      const [yTrue, yPred] = [given.yTrue, given.yPred].map((data) => ({ data, shape }));
      expect(binaryCrossentropy(yTrue!, yPred!, shared)).toEqual(
        new BinaryCrossentropy({ ...shared, reduction: "none" })(yTrue!, yPred!),
      );
    }),
    { numRuns: 100 },
  );
});
