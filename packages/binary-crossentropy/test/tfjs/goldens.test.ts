// The reference values of tf.keras 2 and Keras 3 on tensors of TensorFlow.js: values, gradients to yPred and to yTrue, and
// refusals.

import { kerasNames, problemOf, readKeras } from "@binary-crossentropy/test/keras-case";
import type { NdArray } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { onEachBackend } from "./backends.js";
import { check, isOfDouble, lossOf } from "./golden-case.js";
import { flat, tensorOf } from "./tensors.js";

onEachBackend(() => {
  describe.each(kerasNames)("%s", (file) => {
    const { dialect, cases } = readKeras(file);
    const titled = cases.map((golden, i) => ({
      golden,
      title: `${i} ${golden.name} ${golden.form} ${JSON.stringify(golden.options)}: ${golden.documented}`,
    }));
    const [inSingle, inDouble] = [false, true].map((isDouble) =>
      titled.filter(({ golden }) => isOfDouble(golden, dialect) === isDouble),
    );

    test.each(inSingle!)("$title", ({ golden }) => check(golden, dialect));

    // The reference has them in float64 alone; the main entry computes them in float32 too.
    test.each(inDouble!)("as the main entry in float32: $title", ({ golden }) => {
      const { bce, yTrue, yPred, weight } = problemOf(golden, dialect, "float32");
      const value = bce(yTrue, yPred, weight) as number | NdArray;
      const expected =
        typeof value === "number"
          ? { shape: [], data: [value] }
          : { shape: value.shape, data: [...value.data] };
      expect(
        flat(lossOf(golden, dialect)(tensorOf(golden.y_true), tensorOf(golden.y_pred))),
      ).toEqual(expected);
    });
  });
});
