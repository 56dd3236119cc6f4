// The entry on buffers of a GPU, in Chromium: the tests of test/webgpu once more, and the examples
// of its page, with the libraries that they share buffers with.

import * as jax from "@jax-js/jax";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-webgpu";
import * as library from "binary-crossentropy/webgpu";
import * as ort from "onnxruntime-web/webgpu";
import tgpu, { d } from "typegpu";
import { describe, expect, test } from "vitest";
import page from "../../docs/webgpu.md?raw";
import { describeArithmetic } from "../webgpu/bodies/arithmetic.js";
import { elementsOn } from "../webgpu/bodies/compute.js";
import { describeFailures } from "../webgpu/bodies/failures.js";
import { describeBuffers } from "../webgpu/bodies/memory.js";

async function chromiumDevice(descriptor: GPUDeviceDescriptor = {}): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter();
  return adapter!.requestDevice(descriptor);
}

describeArithmetic("Chromium", async () => elementsOn(await chromiumDevice()));
describeBuffers("Chromium", chromiumDevice);
describeFailures("Chromium", chromiumDevice);

const examples = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code!);

/** The example with imports looked up, and `expression; // result` as a check. */
function instrumented(code: string): string {
  return code
    .replace(/^import "[^"]*";\n/gm, "")
    .replace(/^import \* as (\w+) from .*$/gm, "const { $1 } = modules;")
    .replace(/^import (\w+), (\{.*\}) from .*$/gm, "const { $1 } = modules; const $2 = modules;")
    .replace(/^import (\{.*\}) from .*$/gm, "const $1 = modules;")
    .replace(
      /^(?!const |\/\/|let )(.+); \/\/ (.+)$/gm,
      (_, expression: string, shown: string) => `check(${expression}, ${JSON.stringify(shown)});`,
    );
}

function check(actual: unknown, shown: string): void {
  if (shown === "true") expect(actual).toBe(true);
  else if (typeof actual === "number") expect(actual).toBeCloseTo(Number(shown), 3);
  else {
    const expected = JSON.parse(shown) as number[];
    expect(Array.from(actual as ArrayLike<number>, (x) => Number(x.toFixed(4)) + 0)).toEqual(
      expected,
    );
  }
}

describe("examples of the page print what they say", () => {
  test.each(examples.map((code, i) => [i + 1, code] as const))("%i", async (_, code) => {
    const modules = { ...library, ...jax, tf, ort, tgpu, d };
    const AsyncFunction = chromiumDevice.constructor as FunctionConstructor;
    expect(instrumented(code)).toContain("check(");
    await new AsyncFunction("modules", "check", instrumented(code))(modules, check);
  });
});
