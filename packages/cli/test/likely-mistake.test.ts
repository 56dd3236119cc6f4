// The warnings that options do not fit the columns: probabilities given as logits, and the columns
// swapped.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bce, csv, score, scratch } from "./run.js";
import { scoreBy } from "./score-by.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p", "--worst", "0"];
const logits = [...names, "--from-logits"];

const file = (name: string, p: (i: number) => number, count = 30) =>
  write(
    name,
    csv({
      y: Array.from({ length: count }, (_, i) => i % 2),
      p: Array.from({ length: count }, (_, i) => p(i)),
    }),
  );
const shares = file("shares.csv", (i) => i / 29);

describe("all logits are in [0, 1]", () => {
  test("is said on standard error, in JSON and in the report", () => {
    const report = `${folder}/report.html`;
    const { status, stdout, stderr } = bce([
      ...["score", shares, ...logits, "--format", "json", "--report", report],
    ]);
    const text =
      "all 30 predictions are in [0, 1]: if they are probabilities, leave out --from-logits.";
    expect([status, stderr]).toEqual([0, `bce score: ${text}\n`]);
    expect(JSON.parse(stdout).likelyMistake).toBe("from-logits");
    expect(readFileSync(report, "utf8")).toContain(`<p>A${text.slice(1)}</p>`);
  });

  test("is not said of probabilities, of logits beyond, or of few rows", async () => {
    const of = async (...args: string[]) => (await score(...args)).likelyMistake;
    expect(await of(shares, ...names)).toBeNull();
    expect(
      await of(
        file("above.csv", (i) => i / 28.9),
        ...logits,
      ),
    ).toBeNull();
    expect(
      await of(
        file("below.csv", (i) => (i === 20 ? -0.01 : 0.5)),
        ...logits,
      ),
    ).toBeNull();
    expect(
      await of(
        file("nine.csv", () => 0.5, 9),
        ...logits,
      ),
    ).toBeNull();
    expect(
      await of(
        file("ten.csv", () => 0.5, 10),
        ...logits,
      ),
    ).toBe("from-logits");
  });

  test("is found past the first block, without bad rows, and by several processes", async () => {
    const late = file("late.csv", (i) => (i === 19_999 ? 2 : 0.5), 20_000);
    expect((await score(late, ...logits)).likelyMistake).toBeNull();
    const gap = file("gap.csv", (i) => (i === 3 ? NaN : i / 30));
    const skip = [...logits, "--skip-bad-rows"];
    expect((await score(gap, ...skip)).likelyMistake).toBe("from-logits");
    const of = async (...args: string[]) => (await scoreBy(2, ...args))[0];
    expect(await of(shares, shares, ...logits)).toMatchObject({ likelyMistake: "from-logits" });
    expect(await of(shares, late, ...logits)).toMatchObject({ likelyMistake: null });
  });

  test.each([[[]], [["--unpaired"]]])(
    "is said of the file that it holds of: compare %j",
    (more) => {
      const beyond = file("beyond.csv", (i) => i - 15);
      const { stdout, stderr } = bce([
        ...["compare", beyond, shares, ...logits.slice(0, 4), "--from-logits", "--format", "json"],
        ...more,
      ]);
      expect(stderr).toBe(
        "bce compare: all 30 predictions of B are in [0, 1]: if they are probabilities, leave out --from-logits.\n",
      );
      expect(JSON.parse(stdout).likelyMistake).toEqual({ a: null, b: "from-logits" });
    },
  );
});

test("all predictions are 0 or 1 and some labels lie between: the columns may be swapped", async () => {
  const swapped = ["--label", "p", "--prediction", "y", "--worst", "0"];
  expect(bce(["score", shares, ...swapped]).stderr).toBe(
    "bce score: all 30 predictions are 0 or 1, and some labels lie between: are --label and --prediction swapped?\n",
  );
  expect((await score(shares, ...swapped, "--from-logits")).likelyMistake).toBe("swapped-columns");
  // Hard predictions of hard labels are what they seem to be.
  const hard = file("hard.csv", (i) => i % 2);
  expect((await score(hard, ...names)).likelyMistake).toBeNull();
});
