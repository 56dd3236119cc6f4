// The fuzz itself: that it finds faults that are planted, makes them small, and prints calls that
// run.

import { thorough } from "@binary-crossentropy/test/tiers";
import * as core from "binary-crossentropy";
import { expect, test, vi } from "vitest";
import { SharedKernelMemory } from "../../src/threads/shared-kernel-memory.js";
import { build } from "./build.js";
import { fromJson, toJson } from "./call.js";
import { callAt, fuzz } from "./fuzz.js";
import { type Library, libraryOf } from "./library.js";
import { calls } from "./runs.js";
import { snippetOf } from "./snippet.js";

const library = libraryOf({ ...core, SharedKernelMemory });

type Loss = InstanceType<typeof core.BinaryCrossentropy>;
type Arguments = Parameters<Loss["hessian"]>;

const { BinaryCrossentropy } = core;

/** The library with a fault in its derivatives: `spoil` may change what is given. */
function withFault(spoil: (result: core.NdArray, args: Arguments) => void): Library {
  class Faulty extends BinaryCrossentropy<core.Reduction> {
    override hessian(...args: Arguments): core.NdArray {
      const result = super.hessian(...args);
      spoil(result, args);
      return result;
    }
  }
  return { ...library, BinaryCrossentropy: Faulty as never };
}

vi.setConfig({ testTimeout: 60_000 });

const faults: [title: string, quantity: string, spoil: Parameters<typeof withFault>[0]][] = [
  [
    "the last of several elements is a few ulp off",
    "hessian",
    ({ data }) => {
      if (data.length > 8) data[data.length - 1]! *= 1 + 1e-5;
    },
  ],
  [
    "a weighted second derivative lacks its weight",
    "hessian of the value",
    ({ data }, [, , weight]) => {
      if (weight !== undefined) data.fill(0.1);
    },
  ],
  [
    "the shape is flat",
    "shape of the hessian",
    (result) => {
      if (result.shape.length > 2) result.shape = [result.data.length];
    },
  ],
  [
    "an input is written to",
    "an input that is written to",
    (_, [yTrue, , , options]) => {
      if (options?.out && yTrue instanceof Float32Array && yTrue !== options.out) yTrue.fill(3);
    },
  ],
];
const found = faults.map(([fault, ...rest]): (typeof faults)[0] => [
  `${fault}: found, and made small`,
  ...rest,
]);
test.each(found)("%s", thorough, (_, quantity, spoil) => {
  const isWanted = (found: string) => found === quantity;
  const { findings } = fuzz({
    library: withFault(spoil),
    seed: 1,
    calls: 600,
    most: 1,
    patience: 10_000,
    isWanted,
  });
  expect(findings).toHaveLength(1);
  expect(findings[0]!.snippet.length).toBeLessThan(900);
});

const names = { ...core, SharedKernelMemory };

test("what is printed of a call gives what the call gives", () => {
  let compared = 0;
  for (let index = 0; index < 400; index++) {
    const call = callAt(2, index);
    if (call.through === "metric" || call.yPred.data.length > 1000) continue;
    const code = snippetOf(call).split("\n");
    code.push(`return ${code.pop()!.replace(/; \/\/.*/, "")}`);
    const run = () => new Function(...Object.keys(names), code.join("\n"))(...Object.values(names));
    expect(outcome(run), snippetOf(call)).toEqual(outcome(() => direct(call)));
    compared++;
  }
  expect(compared).toBeGreaterThan(300);
});

function direct(call: ReturnType<typeof callAt>): unknown {
  const isFloat64 =
    call.options.dtype === "float64" ||
    (!call.options.dtype &&
      call.yPred.kind === "Float64Array" &&
      /typed|shaped/.test(call.yPred.form));
  const args = build(
    call,
    library,
    isFloat64 ? "float64" : "float32",
    call.yPred.shape.reduce((a, b) => a * b, 1),
  );
  const run = calls(call, library, args);
  try {
    return JSON.parse(toJson(run[call.through === "class" ? 1 : 0]!()));
  } finally {
    args.free();
  }
}

function outcome(run: () => unknown): unknown {
  try {
    return JSON.parse(toJson(run()));
  } catch (error) {
    // What came is shown with its numbers, which an array that nothing was written to has none of.
    return String(error).replace(/, got .*/s, "");
  }
}

test("a call survives JSON", () => {
  for (let index = 0; index < 200; index++) {
    const call = callAt(3, index);
    expect(fromJson(toJson(call))).toEqual(call);
  }
});
