// Random problems for the laws, and how each is put to the library.

import { BinaryCrossentropy, type Reduction } from "binary-crossentropy";
import fc from "fast-check";
import { type Problem, solve } from "./oracle.js";

export const reduction = fc.constantFrom<Reduction>(
  "auto",
  "sum_over_batch_size",
  "mean",
  "mean_with_sample_weight",
  "sum",
  "none",
  null,
);

// Any problem of rank 0 to 5, with axes, weights, masks and labels to ignore, in forms that the
// oracle needs spelled out.
export const problem: fc.Arbitrary<Problem> = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 0, maxLength: 5 })
  .chain((shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const axes = shape.map((_, i) => i);
    const axis = fc.oneof(
      fc.constant(null),
      fc
        .subarray(axes)
        .chain((kept) => fc.constantFrom(kept, kept.map((i) => i - shape.length).reverse())),
      ...(shape.length > 0 ? [fc.integer({ min: -shape.length, max: shape.length - 1 })] : []),
    );
    return fc.tuple(axis, fc.boolean()).chain(([chosen, fromLogits]) => {
      const averaged =
        chosen === null ? axes : [chosen].flat().map((i) => (i < 0 ? i + shape.length : i));
      const cells = shape.filter((_, i) => !averaged.includes(i)).reduce((a, b) => a * b, 1);
      // One weight per element is a form of its own where the last axis is not 1, and means samples
      // for flat data.
      const perElement =
        shape.length > 1 && shape.at(-1) !== 1 && cells !== size
          ? fc.boolean()
          : fc.constant(false);
      const spread = <T>(value: fc.Arbitrary<T>) =>
        perElement.chain((each) => {
          const count = each ? size : cells;
          return fc.record({
            perElement: fc.constant(each),
            data: fc.array(value, { minLength: count, maxLength: count }),
          });
        });
      const ofSize = (value: fc.Arbitrary<number>) =>
        fc.array(value, { minLength: size, maxLength: size });
      return fc.record({
        shape: fc.constant(shape),
        yTrue: ofSize(
          fc.oneof(fc.constantFrom(0, 1, 1), fc.double({ min: 0, max: 1, noNaN: true })),
        ),
        yPred: ofSize(
          fromLogits
            ? fc.double({ min: -12, max: 12, noNaN: true })
            : fc.double({ min: 0.02, max: 0.98, noNaN: true }),
        ),
        fromLogits: fc.constant(fromLogits),
        labelSmoothing: fc.constantFrom(0, 0.2, 1),
        axis: fc.constant(chosen),
        reduction,
        posWeight: fc.oneof(
          fc.constant(1),
          fc.constant(2.5),
          fc.array(fc.double({ min: 0, max: 4, noNaN: true }), {
            minLength: shape.at(-1) ?? 1,
            maxLength: shape.at(-1) ?? 1,
          }),
        ),
        ignoreLabel: fc.constantFrom(undefined, undefined, 1),
        weight: fc.option(
          spread(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 3, noNaN: true }))),
          { nil: undefined },
        ),
        mask: fc.option(spread(fc.boolean()), { nil: undefined }),
      });
    });
  });

/** The problem as a loss and its arguments. */
export function present(given: Problem) {
  const {
    shape,
    axis,
    weight,
    mask,
    reduction: by,
    fromLogits,
    labelSmoothing,
    posWeight,
    ignoreLabel,
  } = given;
  const bce = new BinaryCrossentropy({
    axis,
    reduction: by,
    fromLogits,
    labelSmoothing,
    ignoreLabel,
    posWeight,
    dialect: "exact",
    dtype: "float64",
  });
  const { cellShape } = solve(given);
  const shaped = <T>(spread: { perElement: boolean; data: T[] } | undefined) =>
    spread && { data: spread.data, shape: spread.perElement ? shape : cellShape };
  const yTrue = { data: given.yTrue, shape };
  const yPred = { data: given.yPred, shape };
  return { bce, yTrue, yPred, weight: shaped(weight), mask: shaped(mask) };
}
