// A model under the package's own kernels, against the loss on jax-js.

import { numpy as np, valueAndGrad } from "@jax-js/jax";
import { BinaryCrossentropy as Core, ShapeError } from "binary-crossentropy";
import { BinaryCrossentropy, valueAndGradOf } from "binary-crossentropy/jax";
import { describe, expect, test } from "vitest";
import type { Value } from "../../../src/jax/term.js";
import { difference } from "../../support/compare.js";
import { array, type Device, numbers } from "../device.js";

type Parameters = { bias: Value; weights: Value };

const options = { fromLogits: true, labelSmoothing: 0.1 };
const model = ({ weights, bias }: Parameters, x: Value) => np.matmul(x, weights).add(bias);
const parameters = (): Parameters => ({
  weights: array([0.5, -0.25, 1], [3, 1]),
  bias: array([0.1]),
});
const rows = () => array([1, 2, 3, -1, 0, 1, 4, -2, 0.5, 1, 1, 1], [4, 3]);
const labels = [[1], [0], [1], [0]];

export function models(_: Device): void {
  describe("a model under the main entry's kernels", () => {
    test("has the value and the gradients that the loss on jax-js gives it", async () => {
      const step = valueAndGradOf(new Core(options), model);
      const weights = [1, 2, 0.5, 1];
      const x = rows();
      const [value, gradient] = await step(labels, [parameters(), x.ref], array(weights), {
        mask: [true, true, false, true],
      });
      const loss = new BinaryCrossentropy(options);
      const [expected, wanted] = valueAndGrad((given: Parameters) =>
        loss(array(labels.flat(), [4, 1]), model(given, x), array(weights), {
          mask: array([1, 1, 0, 1], [4], "bool"),
        }),
      )(parameters()) as unknown as [Value, Parameters];
      const closely = { relative: 1e-6, floor: 1e-7 };
      expect(difference([value], await numbers(expected), closely)).toBe("");
      for (const name of ["weights", "bias"] as const) {
        expect(gradient[name].shape).toEqual(wanted[name].shape);
        const want = await numbers(wanted[name]);
        expect(difference(await numbers(gradient[name]), want, closely)).toBe("");
      }
      expect(x.refCount).toBe(0);
    });

    test("is refused where an argument is not what it should be, and nothing is consumed", async () => {
      const any = (value: unknown) => value as never;
      const own = "valueAndGradOf:";
      expect(() => valueAndGradOf(any(new BinaryCrossentropy(options)), model)).toThrow(
        `${own} loss must be one of the main entry, with valueAndGrad, got a function.`,
      );
      expect(() => valueAndGradOf(new Core(options), any("model"))).toThrow(
        `${own} model must be a function, got "model".`,
      );
      const step = valueAndGradOf(new Core(options), model);
      const x = rows();
      await expect(step(labels, any(x))).rejects.toThrow(
        `${own} args must be an array of what the model takes, got an instance of `,
      );
      await expect(step(labels, [parameters(), x], null, any({ maks: [] }))).rejects.toThrow(
        `${own} the fourth argument must have no other keys than mask, got "maks". Did you mean mask?`,
      );
      expect(x.refCount).toBe(1);
    });

    test("is refused as the main entry refuses it", async () => {
      const step = valueAndGradOf(new Core(options), model);
      await expect(step([[1], [0]], [parameters(), rows()])).rejects.toThrow(ShapeError);
    });
  });
}
