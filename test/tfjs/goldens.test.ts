// The reference values of tf.keras 2 and Keras 3 on tensors of TensorFlow.js: values, gradients to yPred and to yTrue, and
// refusals.

import type { Dialect } from "binary-crossentropy";
import { describe, test } from "vitest";
import { goldenNames, readGolden } from "../support/golden.js";
import { onEachBackend } from "./backends.js";
import { type Case, check, isOfDouble } from "./golden-case.js";

onEachBackend(() => {
  describe.each(goldenNames().filter((name) => name.startsWith("keras")))("%s", (file) => {
    const dialect = file.replace(".json", "") as Dialect;
    const { cases } = readGolden<{ cases: Case[] }>(file);
    const titled = cases.map((golden, i) => ({
      golden,
      title: `${i} ${golden.name} ${golden.form} ${JSON.stringify(golden.options)}: ${golden.documented}`,
    }));

    test.each(titled.filter(({ golden }) => !isOfDouble(golden, dialect)))("$title", ({ golden }) => check(golden, dialect));

    test.skip.each(titled.filter(({ golden }) => isOfDouble(golden, dialect)))("in float64 alone: $title", () => {});
  });
});
