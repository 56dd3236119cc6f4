// The loss on tensors: the reference values of Keras, with gradients.

import type { KerasCase } from "@binary-crossentropy/test/keras-case";
import { expect, test } from "vitest";
import { check, isOfDouble } from "../golden-case.js";
import { exactTo } from "./exactness.js";
import type { ReadGolden } from "./read-golden.js";

/** @param backend The active one. */
export function testKeras(backend: string, golden: ReadGolden): void {
  test.each(["keras2", "keras3"] as const)(
    "every case of %s",
    async (dialect) => {
      const { cases } = await golden<{ cases: KerasCase[] }>(dialect);
      const failed: string[] = [];
      for (const [i, reference] of cases.entries()) {
        if (isOfDouble(reference, dialect)) continue;
        await check(reference, dialect, deviceOf(backend)).catch((error: Error) => {
          failed.push(
            `${i} ${reference.name} ${reference.form} ${JSON.stringify(reference.options)}: ${error.message}`,
          );
        });
      }
      expect(cases.length).toBeGreaterThan(300);
      expect(failed).toEqual([]);
    },
    300_000,
  );
}

/** What the backend is exact to, where it is not as exact as the references. */
function deviceOf(backend: string): number {
  const { relative, isDevice } = exactTo[backend]!;
  return isDevice ? relative : 0;
}
