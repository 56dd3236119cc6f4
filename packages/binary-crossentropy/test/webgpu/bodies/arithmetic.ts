// The arithmetic of the shaders, on a device: the same tests wherever there is one.

import { beforeAll, describe, expect, test } from "vitest";
import { type Input, shaderInputs } from "../../wgsl/support/distance.js";
import { type Elements, measure, pointsOf } from "./compute.js";

export function describeArithmetic(deviceName: string, open: () => Promise<Elements>): void {
  describe(`the arithmetic on ${deviceName}`, () => {
    let elements: Elements;
    beforeAll(async () => {
      elements = await open();
      return () => elements.close();
    });

    async function check(input: Input, points: readonly number[], most: number) {
      const distances = await measure(elements, input, points);
      for (const [quantity, { ulps, at }] of Object.entries(distances)) {
        // PyTorch's second derivative is rounded more often.
        const limit = quantity === "hessian" && input.dialect === "torch" ? 1.5 * most : most;
        expect(ulps, `${quantity} of ${at}`).toBeLessThanOrEqual(limit);
      }
    }

    describe.each(shaderInputs)("$name", (input) => {
      test("hard labels: within 4 ulp over all exponents", async () => {
        await check(input, pointsOf(input), 4);
      });

      test("infinities, NaN, 0 and what lies outside", async () => {
        const ends = input.fromLogits ? [3.4e38, -3.4e38] : [2, -1, 1 + 2 ** -23, -(2 ** -149)];
        await check(input, [Infinity, -Infinity, NaN, 0, -0, 1, ...ends], 4);
      });
    });
  });
}
