// The examples that use threads, run against the package as it is built.

import { examples, run, usesThreads } from "@binary-crossentropy/test/examples";
import * as library from "binary-crossentropy";
import * as threads from "binary-crossentropy/threads";
import { expect, test } from "vitest";

const withThreads = examples.filter(usesThreads);

test("there are some", () => {
  expect(withThreads.length).toBeGreaterThan(1);
});

test.each(withThreads)("$title", (example) => run(example, { ...library, ...threads }));
