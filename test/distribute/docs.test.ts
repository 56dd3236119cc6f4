// The examples that use strategies, run against the package as it is built, with one replica.

import * as library from "binary-crossentropy";
import * as distribute from "binary-crossentropy/distribute";
import { expect, test } from "vitest";
import { examples, run, usesStrategies, usesTensors } from "../support/examples.js";

const withStrategies = examples.filter((example) => usesStrategies(example) && !usesTensors(example));

test("there are some", () => {
  expect(withStrategies.length).toBeGreaterThan(0);
});

test.each(withStrategies)("$title", (example) => run(example, { ...library, ...distribute }));
