// Counting what kernels execute: modules that count themselves compute what they did before.

import binaryen from "assemblyscript/binaryen";
import { expect, test } from "vitest";
import { counterName, countingModule } from "../src/instructions/counting-module.js";
import { instructionsPage } from "../src/instructions/instruction-rows.js";

/** Adds up the numbers below n. */
const text = `(module
  (global $start (mut i32) (i32.const 7))
  (func (export "sum") (param $n i32) (result i32)
    (local $i i32)
    (local $sum i32)
    (local.set $sum (global.get $start))
    (if (i32.eqz (local.get $n)) (then (return (i32.const -1))))
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum)))`;

test("a module counts what it executes, and gives what it gave", () => {
  const plain = binaryen.parseText(text).emitBinary() as Uint8Array<ArrayBuffer>;
  const run = (bytes: Uint8Array<ArrayBuffer>) =>
    new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  const counting = run(countingModule(plain));
  const counter = counting[counterName] as WebAssembly.Global;
  const count = (n: number) => {
    counter.value = 0n;
    const result = (counting["sum"] as (n: number) => number)(n);
    expect(result).toBe((run(plain)["sum"] as (n: number) => number)(n));
    return Number(counter.value);
  };
  // eqz and if; in each turn two additions, a comparison and a branch.
  expect(count(0)).toBe(2);
  expect(count(1)).toBe(2 + 4);
  expect(count(1000)).toBe(2 + 4 * 1000);
});

test("the page shows counts beside the flat road's, and roads that were counted only", () => {
  const page = instructionsPage([
    { variant: "logits, value", road: "flat, mean", perElement: 10 },
    { variant: "logits, value", road: "weights of elements", perElement: 21.54 },
    { variant: "float64", road: "flat, mean", perElement: 26.7 },
  ]);
  const lines = page.split("\n").slice(-4);
  expect(lines[0]).toBe("| road | logits, value | × flat | float64 | × flat |");
  expect(lines.slice(2)).toEqual([
    "| flat, mean | 10.0 | 1.00× | 26.7 | 1.00× |",
    "| weights of elements | 21.5 | 2.15× |  |  |",
  ]);
});
