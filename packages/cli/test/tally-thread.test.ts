// A large file is scored in two threads, a small one in one, and a large one that is packed is
// small: the same rows give the same bits.

import { gzipSync } from "node:zlib";
import { testInTiers, thorough } from "@binary-crossentropy/test/tiers";
import { describe, expect, test } from "vitest";
import { BlockQueue } from "../src/score/tally-thread/queue.js";
import { bce, scratch } from "./run.js";

const { write } = scratch();

/** Lines of at least 8 MB, some of them bad, the same in every run. */
function lines(): string {
  const rows = ["y,p,w,team,z,q"];
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < 450_000; i++) {
    const p = next().toFixed(7);
    const y = i % 50_021 === 7 ? "2" : Number(next() < Number(p));
    rows.push(
      `${y},${p},${(0.5 + next()).toFixed(2)},team ${Math.floor(8 * next())},${(9 * next() - 4).toFixed(3)},${next().toFixed(7)}`,
    );
  }
  return `${rows.join("\n")}\n`;
}

describe("two threads and one", () => {
  const text = lines();
  const large = write("large.csv", text);
  const small = write("small.csv.gz", gzipSync(text, { level: 9 }));
  const columns = ["--label", "y", "--skip-bad-rows", "--format", "json"];
  const probabilities = ["--prediction", "p"];
  const logits = ["--prediction", "z", "--from-logits"];

  const cases: [title: string, options: string[]][] = [
    ["rows", probabilities],
    ["weights", [...probabilities, "--weight", "w"]],
    ["groups", [...probabilities, "--by", "team", "--weight", "w"]],
    ["logits, smoothed", [...logits, "--label-smoothing", "0.1"]],
    [
      "what only the library's call computes",
      [...probabilities, "--dialect", "torch", "--dtype", "float32"],
    ],
  ];
  testInTiers(cases, ["weights"], (_, options) => {
    const [two, one] = [large, small].map((file) => {
      const { status, stdout, stderr } = bce(["score", file, ...columns, ...options]);
      expect([status, stderr]).toEqual([0, ""]);
      return JSON.parse(stdout.replaceAll(file, "FILE"));
    });
    expect(two.badRows.count).toBe(9);
    expect(two).toEqual(one);
  });

  test("of objects, the same", thorough, () => {
    const objects = text
      .split("\n")
      .slice(1, -1)
      .map((line) => line.split(","))
      .map(([y, p]) => `{"y":${y},"p":${p}}\n`)
      .join("");
    expect(objects.length).toBeGreaterThan(8e6);
    const files = [
      write("large.ndjson", objects),
      write("small.ndjson.gz", gzipSync(objects, { level: 9 })),
    ];
    const [two, one] = files.map((file) => {
      const { status, stdout } = bce(["score", file, ...columns, ...probabilities]);
      expect(status).toBe(0);
      return JSON.parse(stdout.replaceAll(file, "FILE"));
    });
    expect(two.badRows.count).toBe(9);
    expect(two).toEqual(one);
  });

  const comparisons: [title: string, options: string[]][] = [
    ["of rows", ["--bootstrap", "100"]],
    ["of weights, groups and clusters", ["--weight", "w", "--by", "team", "--cluster", "z"]],
  ];
  testInTiers(comparisons, ["of rows"], (_, options) => {
    const compared = [...columns, ...probabilities, "--prediction-b", "q", ...options];
    const [two, one] = [large, small].map((file) => {
      const { status, stdout } = bce(["compare", file, file, ...compared]);
      expect(status).toBe(0);
      return JSON.parse(stdout.replaceAll(file, "FILE"));
    });
    expect(two.badRows.count).toBe(9);
    expect(two).toEqual(one);
  });

  test("a last row of B that is bad stops both, with the same words", () => {
    const good = text.replaceAll(/\n2,/g, "\n1,");
    const bad = good.replace(/[^,]*\n$/, "1.5\n");
    const pairs = [
      [write("good.csv", good), write("bad.csv", bad)],
      [
        write("good.csv.gz", gzipSync(good, { level: 1 })),
        write("bad.csv.gz", gzipSync(bad, { level: 1 })),
      ],
    ] as const;
    const [two, one] = pairs.map(([a, b]) => {
      const { status, stderr } = bce(["compare", a, b, "--label", "y", "--prediction", "q"]);
      return [status, stderr.replaceAll(a, "A").replaceAll(b, "B")];
    });
    expect(two).toEqual([
      1,
      expect.stringMatching(
        /^bce compare: "B", line 450001, row 450000, column "q": prediction must be a probability in \[0, 1\], got 1\.5\./,
      ),
    ]);
    expect(two).toEqual(one);
  });

  test("a bad row stops both, with the same words", () => {
    const strict = [...columns.filter((one) => one !== "--skip-bad-rows"), ...probabilities];
    const [two, one] = [large, small].map((file) => bce(["score", file, ...strict]));
    const advice =
      'Column "y" holds 0, 1 and 2. Labels are 0 and 1, or true and false, or two values of which --positive VALUE names one.';
    expect(two!.stderr).toBe(
      `bce score: "${large}", line 9, row 8, column "y": label must be a number in [0, 1], got 2. ${advice}\n`,
    );
    expect([two!.status, one!.status]).toEqual([1, 1]);
  });
});

describe("blocks between threads", () => {
  const block = (firstRow: number) => ({
    index: 0,
    count: 5,
    source: 3,
    firstRow,
    isScored: firstRow % 2 === 1,
  });

  test("come in order, with what was said of them", () => {
    const queue = new BlockQueue(4);
    const rows = [1, 2 ** 31 + 1, 2 ** 45 + 7];
    for (const row of rows) expect(queue.put(block(row))).toBe(true);
    expect(queue.length).toBe(3);
    queue.end();
    const found = [...new BlockQueue(4, queue.buffer).blocks()];
    expect(found).toEqual(rows.map((row, index) => ({ ...block(row), index })));
  });

  test("are refused where the other thread has failed", () => {
    const queue = new BlockQueue(1);
    new BlockQueue(1, queue.buffer).fail();
    // Without that it would wait: there is room for one.
    expect(queue.put(block(1))).toBe(false);
  });
});
