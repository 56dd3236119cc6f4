// The examples that use strategies, run against the package as it is built, with one replica. Those
// that train models are in tfjs/docs.test.ts.

import {
  examples,
  run,
  trainsUnderStrategies,
  usesStrategies,
} from "@binary-crossentropy/test/examples";
import * as library from "binary-crossentropy";
import * as distribute from "binary-crossentropy-distribute";
import { expect, test } from "vitest";

const withStrategies = examples.filter(
  (example) => usesStrategies(example) && !trainsUnderStrategies(example),
);

test("there are some", () => {
  expect(withStrategies.length).toBeGreaterThan(0);
});

test.each(withStrategies)("$title", (example) => run(example, { ...library, ...distribute }));
