// The examples on arrays of jax-js.

import { examples, run, usesJax } from "@binary-crossentropy/test/examples";
import * as jax from "@jax-js/jax";
import * as library from "binary-crossentropy";
import * as entry from "binary-crossentropy/jax";
import { expect, test } from "vitest";
import { onDevice, wasm } from "./device.js";

const onArrays = examples.filter(usesJax);

onDevice(wasm, () => {
  test("there are some", () => expect(onArrays.length).toBeGreaterThan(4));

  const known = { ...library, "@jax-js/jax": jax, "binary-crossentropy/jax": entry };
  test.each(onArrays)("$title", (example) => run(example, known));
});
