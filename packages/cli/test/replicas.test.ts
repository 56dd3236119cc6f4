// bce score by several processes: parts merge to what one finds alone, and what one cannot read
// none does.

import { mkdirSync } from "node:fs";
import { describeInTiers } from "@binary-crossentropy/test/tiers";
import { expect, test } from "vitest";
import { toJson } from "../src/output/json.js";
import type { ScoreResult } from "../src/score/result.js";
import { csv, score, scratch } from "./run.js";
import { scoreBy } from "./score-by.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p", "--weight", "w", "--by", "g", "--worst", "7"];

mkdirSync(`${folder}/many`);
const files = Array.from({ length: 5 }, (_, file) => {
  const rows = Array.from({ length: 40 + 7 * file }, (_, i) => ({
    y: (i * i + file) % 3 === 0 ? 1 : 0,
    p: 0.5 + 0.45 * Math.sin(i + file),
    w: 1 + (i % 4),
    g: ["a", "b", "", `only ${file}`][(i + file) % 4],
  }));
  const column = (name: "y" | "p" | "w" | "g") => rows.map((row) => row[name]);
  return write(
    `many/${file}.csv`,
    csv({ y: column("y"), p: column("p"), w: column("w"), g: column("g") }),
  );
});

const sizes = [2, 3, 7].map((size): [title: string, size: number] => [`${size} replicas`, size]);
describeInTiers(sizes, ["3 replicas"], (_, size) => {
  test("find what one finds", async () => {
    const [first, ...others] = await scoreBy(size, `${folder}/many`, ...names);
    expect(others).toEqual(others.map(() => null));
    expect(toJson(first as ScoreResult)).toBe(toJson(await score(`${folder}/many`, ...names)));
  });

  test("list the same bad rows", async () => {
    const bad = [
      write("bad-0.csv", "y,p\n2,0.5\n1,0.5\n"),
      files[0]!,
      write("bad-2.csv", "y,p\n1,0.5\n1\n1,x\n"),
    ];
    const args = [...bad, "--label", "y", "--prediction", "p", "--skip-bad-rows"];
    const [first] = await scoreBy(size, ...args);
    const alone = await score(...args);
    expect((first as ScoreResult).bad).toEqual(alone.bad);
    expect(alone.bad.listed).toHaveLength(3);
  });

  test("stop at the first bad row in the order of the files; the first one says so", async () => {
    const bad = [
      files[0]!,
      write("bad-1.csv", "y,p,w,g\n1,0.5,1,a\n7,0.5,1,a\n"),
      write("bad-3.csv", "y,p,w,g\nx,0.5,1,a\n"),
    ];
    const [first, ...others] = (await scoreBy(size, ...bad, ...names)) as Error[];
    expect(first!.message).toContain(
      'bad-1.csv", line 3, row 2, column "y": label must be a number in [0, 1], got 7.',
    );
    expect(others.map(({ message }) => message)).toEqual(others.map(() => ""));
  });

  test("refuse standard input", async () => {
    const [first] = (await scoreBy(size, "-", ...names)) as Error[];
    expect(first!.message).toBe(
      "FILE must be files, where several processes score together, got standard input.",
    );
  });
});
