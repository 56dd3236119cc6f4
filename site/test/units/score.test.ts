// The same numbers as `bce score`, which has them from other code.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { guessColumns } from "../../src/score/columns.js";
import { CsvReader } from "../../src/score/csv.js";
import { openTable } from "../../src/score/read-file.js";
import { numberOf } from "../../src/score/rows.js";
import { score } from "../../src/score/score.js";
import { sequence } from "../../src/sequence.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "score-"));
const options = { fromLogits: false, dialect: "keras2" } as const;

/** Rows with ties, weights, groups in quotes and soft labels, of a fixed sequence. */
function madeFile(): string {
  const next = sequence(7);
  const lines = ['y,p,w,"group"'];
  for (let i = 0; i < 5_000; i++) {
    const p = Math.round(next() * 50) / 50;
    const y = i % 10 === 0 ? 0.25 : Number(next() < p);
    lines.push(`${y},${p},${Math.ceil(next() * 4) / 2},"a, ""${i % 7}"""`);
  }
  const path = join(folder, "made.csv");
  writeFileSync(path, `${lines.join("\r\n")}\r\n`);
  return path;
}

const scoredByProgram = (path: string, flags: readonly string[]) =>
  JSON.parse(
    execFileSync(
      "node",
      [`${root}packages/cli/bin/bce.js`, "score", path, "--format", "json", ...flags],
      {
        encoding: "utf8",
      },
    ),
  );

async function scoredHere(
  path: string,
  chosen: typeof options | { fromLogits: true; dialect: "exact" } = options,
) {
  const table = await openTable(new Blob([readFileSync(path)]));
  return score(table, guessColumns(table.names), chosen, () => {});
}

function expectSame(
  here: Awaited<ReturnType<typeof scoredHere>>,
  there: Record<string, never>,
): void {
  const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 11));
  for (const name of [
    "loss",
    "brier",
    "rocAuc",
    "prAuc",
    "baseRate",
    "weight",
    "count",
    "calibrationError",
  ] as const)
    expect(here[name], name).toEqual(close(there[name]!));
  const { reliability, groups, worst } = there as unknown as {
    reliability: { count: number; predicted: number | null; observed: number | null }[];
    groups: {
      values: string[];
      loss: number;
      rocAuc: number | null;
      prAuc: number | null;
      brier: number;
    }[];
    worst: { row: number; loss: number }[];
  };
  expect(
    here.reliability.map(({ count, predicted, observed }) => ({ count, predicted, observed })),
  ).toEqual(
    reliability.map(({ count, predicted, observed }) => ({
      count,
      predicted: close(predicted),
      observed: close(observed),
    })),
  );
  const byName = new Map(groups.map((group) => [group.values[0]!, group]));
  expect(here.groups.length).toBe(byName.size);
  for (const { name, loss, rocAuc, prAuc, brier } of here.groups) {
    const group = byName.get(name)!;
    expect([loss, rocAuc, prAuc, brier], name).toEqual(
      [group.loss, group.rocAuc, group.prAuc, group.brier].map(close),
    );
  }
  expect(here.worst.map(({ row, loss }) => ({ row, loss }))).toEqual(
    worst.map(({ row, loss }) => ({ row, loss: close(loss) })),
  );
}

describe("a file has the numbers of bce score", () => {
  test("an example", async () => {
    const path = `${root}examples/predictions.csv`;
    const flags = ["--label", "clicked", "--prediction", "p", "--by", "country"];
    expectSame(await scoredHere(path), scoredByProgram(path, flags));
  });

  test("weights, ties, groups and soft labels", { timeout: 60_000 }, async () => {
    const path = madeFile();
    const flags = ["--label", "y", "--prediction", "p", "--weight", "w", "--by", "group"];
    expectSame(await scoredHere(path), scoredByProgram(path, flags));
  });
});

test("Parquet gives what CSV gives", async () => {
  const [csv, parquet] = [madeFile(), join(folder, "made.parquet")];
  const session = await (await DuckDBInstance.create(":memory:")).connect();
  await session.run(
    `copy (select * from read_csv('${csv}')) to '${parquet}' (format parquet, compression snappy, row_group_size 2048)`,
  );
  session.closeSync();
  const { milliseconds: _, ...fromCsv } = await scoredHere(csv);
  expect(await scoredHere(parquet)).toMatchObject(fromCsv);
});

describe("cells", () => {
  test("CSV comes in pieces, with quotes and any line end", () => {
    const text = 'a;"b;""1"""\r\n1;"x\ny"\n\n2;3';
    for (let cut = 0; cut <= text.length; cut++) {
      const reader = new CsvReader();
      const records = [
        ...reader.push(text.slice(0, cut)),
        ...reader.push(text.slice(cut)),
        ...reader.end(),
      ];
      expect(records).toEqual([
        ["a", 'b;"1"'],
        ["1", "x\ny"],
        ["2", "3"],
      ]);
    }
  });

  test("numbers, words and what is neither", () => {
    expect([1, 1n, true, "0.5", " true", "NO"].map(numberOf)).toEqual([1, 1, 1, 0.5, 1, 0]);
    for (const cell of ["", " ", "x", null, undefined, {}, "0.5x"])
      expect(numberOf(cell)).toBeNaN();
  });

  test("rows that cannot be scored are counted, listed and left out", async () => {
    const text = "label,p\n1,0.5\n2,0.5\n,0.5\n0,1.5\n0,x\n";
    const table = await openTable(new Blob([text]));
    const scored = await score(table, guessColumns(table.names), options, () => {});
    expect(scored.count).toBe(1);
    expect(scored.badCount).toBe(4);
    expect(scored.bad[2]).toEqual({
      row: 4,
      why: 'prediction must be a probability in [0, 1], got "1.5": logits?',
    });
  });

  test("a line that is too short has no weight, rather than a weight of 1", async () => {
    const table = await openTable(new Blob(["y,p,w\n1,0.5\n0,0.2,3\n"]));
    const scored = await score(table, guessColumns(table.names), options, () => {});
    expect(scored.bad).toEqual([{ row: 1, why: 'weight must be 0 or more, got ""' }]);
    expect(scored.weight).toBe(3);
  });

  test("a Parquet file that is cut off is refused", async () => {
    for (const text of ["PAR1", "PAR1 and no more"])
      await expect(openTable(new Blob([text]))).rejects.toThrow(
        /^The Parquet file cannot be read: .+\.$/,
      );
  });

  test("a table without a row to score is refused", async () => {
    const table = await openTable(new Blob(["y,p\n1,2\n"]));
    await expect(score(table, guessColumns(table.names), options, () => {})).rejects.toThrow(
      'No row can be scored. Row 1: prediction must be a probability in [0, 1], got "2": logits?.',
    );
    await expect(openTable(new Blob([""]))).rejects.toThrow("The file is empty.");
  });

  test("usual names are found, whatever their case", () => {
    expect(guessColumns(["ID", "Y_True", "Score", "w"])).toEqual({
      label: "Y_True",
      prediction: "Score",
      weight: "w",
      group: "",
    });
  });
});
