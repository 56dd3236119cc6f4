// Strategies: one replica alone, several in threads, the scope through awaits, and what is refused.

import { anything, failure } from "@binary-crossentropy/test/failure";
import { getStrategy, hasStrategy, type ReduceOp, Strategy } from "binary-crossentropy-distribute";
import { describe, expect, test } from "vitest";
import { runBuiltInLoop } from "../dist/current-strategy.js";
import { SettlingStorage } from "../dist/scope.js";
import { runRanks } from "./threads/run-ranks.js";

describe("one replica", () => {
  const strategy = new Strategy();

  test("is number 0 of 1, and its values are its own", () => {
    expect([strategy.numReplicasInSync, strategy.replicaIdInSyncGroup]).toEqual([1, 0]);
    expect(strategy.reduce("mean", 3)).toBe(3);
    const array = Float32Array.of(1, 2);
    const reduced = strategy.reduce("sum", array);
    expect(reduced).toEqual(array);
    expect(reduced).not.toBe(array);
    strategy.allReduce(array, "mean");
    strategy.broadcast(array);
    strategy.barrier();
    expect(array).toEqual(Float32Array.of(1, 2));
    expect(strategy.gather({ a: [1, "x", null] })).toEqual([{ a: [1, "x", null] }]);
    expect(strategy.gather([NaN, -Infinity, { number: "NaN" }])).toEqual([
      [NaN, -Infinity, { number: "NaN" }],
    ]);
  });

  test("run passes arguments and gives what the function gives", () => {
    expect(strategy.run((a: number, b: number) => a + b, [1, 2])).toBe(3);
    expect(strategy.run(() => getStrategy())).toBe(strategy);
  });
});

describe("scope", () => {
  test("is in force inside, not outside, within itself too, and after an error", () => {
    const outer = new Strategy();
    const before = getStrategy();
    expect(hasStrategy()).toBe(false);
    outer.scope(() => {
      expect(getStrategy()).toBe(outer);
      expect(outer.scope(() => [getStrategy(), hasStrategy()])).toEqual([outer, true]);
      expect(getStrategy()).toBe(outer);
    });
    expect(() =>
      outer.scope(() => {
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(getStrategy()).toBe(before);
    expect(hasStrategy()).toBe(false);
  });

  test("goes on through awaits, and two at once do not mix", async () => {
    const [a, b] = [new Strategy(), new Strategy()];
    const seen = (strategy: Strategy) =>
      strategy.scope(async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return getStrategy() === strategy;
      });
    expect(await Promise.all([seen(a), seen(b)])).toEqual([true, true]);
    expect(hasStrategy()).toBe(false);
  });

  test("does not nest in that of another strategy, however that is entered, and after an await", async () => {
    const [outer, inner] = [new Strategy(), new Strategy()];
    const refusal = (owner: string) =>
      `ValueError: ${owner}: the strategy must be the one in whose scope this is, one of 1 replica, got another, of 1 replica. Leave that scope first: strategies do not nest.`;
    const ways: [string, () => unknown][] = [
      ["Strategy.scope", () => inner.scope(() => "entered")],
      ["Strategy.run", () => inner.run(() => "entered")],
      ["Strategy.run", () => runBuiltInLoop(inner, () => "entered")],
    ];
    for (const [owner, enter] of ways) {
      expect(outer.scope(() => failure(enter))).toBe(refusal(owner));
      expect(outer.run(() => failure(enter))).toBe(refusal(owner));
      expect(runBuiltInLoop(outer, () => failure(enter))).toBe(refusal(owner));
      expect(await outer.scope(() => Promise.resolve().then(() => failure(enter)))).toBe(
        refusal(owner),
      );
      expect(enter()).toBe("entered");
    }
    expect(hasStrategy()).toBe(false);
  });

  test("where nothing follows promises it lasts until its own has settled", async () => {
    const storage = new SettlingStorage();
    const scope = { strategy: new Strategy(), numReplicasInSync: 1, isBuiltInLoop: false };
    const during = storage.run(scope, async () => {
      await Promise.resolve();
      return storage.getStore();
    });
    expect(storage.getStore()).toBe(scope);
    expect(await during).toBe(scope);
    expect(storage.getStore()).toBeUndefined();
    expect(storage.run(scope, () => storage.getStore())).toBe(scope);
    expect(storage.getStore()).toBeUndefined();
  });
});

describe("several replicas", () => {
  test.each([2, 3, 4])(
    "%i in threads sum, broadcast and gather, with the same bits",
    async (size) => {
      const results = await runRanks(size, new URL("threads/collectives.mjs", import.meta.url));
      const ranks = Array.from({ length: size }, (_, rank) => rank);
      const long = Float32Array.from({ length: 40_000 }, (_, i) =>
        ranks.reduce((sum, rank) => Math.fround(sum + Math.fround(Math.sin(i + rank))), 0),
      );
      for (const rank of ranks) {
        expect(results[rank]).toEqual({
          value: {
            rank,
            sum: (size * (size + 1)) / 2,
            mean: Float32Array.of((size - 1) / 2, 2),
            long,
            shared: Float64Array.of(size - 1, 10 * (size - 1)),
            gathered: ranks.map((other) => ({ rank: other, text: "é".repeat(other) })),
          },
        });
      }
    },
  );
});

describe("refused", () => {
  const strategy = new Strategy();
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const wrong: [string, () => unknown][] = [
    [
      'Strategy.reduce: op must be "sum" or "mean", got "SUM".',
      () => strategy.reduce("SUM" as ReduceOp, 1),
    ],
    [
      "Strategy.reduce: value must be a number, a Float32Array or a Float64Array, got [1].",
      () => strategy.reduce("sum", anything([1])),
    ],
    [
      "Strategy.allReduce: array must be a Float32Array or a Float64Array, got Uint8Array [1].",
      () => strategy.allReduce(anything(Uint8Array.of(1))),
    ],
    [
      'Strategy.allReduce: op must be "sum" or "mean", got "max".',
      () => strategy.allReduce(new Float32Array(1), anything("max")),
    ],
    [
      "Strategy.broadcast: array must be a Float32Array, a Float64Array or a Uint8Array, got 1.",
      () => strategy.broadcast(anything(1)),
    ],
    [
      "Strategy.broadcast: root must be a replica's number from 0 to 0, got 1.",
      () => strategy.broadcast(new Float32Array(1), 1),
    ],
    [
      "Strategy.gather: value must be what JSON can carry, got undefined.",
      () => strategy.gather(undefined),
    ],
    [
      "Strategy.gather: value must be what JSON can carry, got an object with the keys [self].",
      () => strategy.gather(cyclic),
    ],
    ["Strategy.scope: fn must be a function, got 1.", () => strategy.scope(anything(1))],
    [
      "Strategy.run: fn must be a function, got undefined.",
      () => strategy.run(anything(undefined)),
    ],
    ["Strategy.run: args must be an array, got 1.", () => strategy.run(() => 1, anything(1))],
    ["Strategy.abort: code must be an integer from 1 to 255, got 0.", () => strategy.abort(0)],
  ];
  test.each(wrong)("%s", (message, run) => expect(failure(run)).toBe(`ValueError: ${message}`));
});
