// --show: other columns beside the worst rows.

import { expect, test } from "vitest";
import { bce, csv, refusal, score, scratch } from "./run.js";
import { scoreBy } from "./score-by.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p", "--worst", "3"];

const rows = Array.from({ length: 50 }, (_, i) => ({
  y: i % 2,
  p: (((i * 7) % 50) + 1) / 60,
  id: `row ${i}`,
  text: i % 5 === 0 ? "" : `said, "${i}"`,
}));
const column = (name: keyof (typeof rows)[0]) => rows.map((row) => row[name]);
const path = write(
  "rows.csv",
  csv({ y: column("y"), p: column("p"), id: column("id"), text: column("text") }),
);
const other = write("more.csv", csv({ y: [1], p: [0.001], id: ["other"], text: ["first"] }));

test("lists the values of each worst row, of every file", async () => {
  const args = [path, other, ...names, "--show", "id,text"];
  const { worst, show } = await score(...args);
  expect(show).toEqual(["id", "text"]);
  expect(worst[0]).toMatchObject({ file: other, row: 1, shown: ["other", "first"] });
  for (const { file, row, shown } of worst.slice(1)) {
    expect(file).toBe(path);
    const { id, text } = rows[row! - 1]!;
    expect(shown).toEqual([id, text || null]);
  }
  const [found] = await scoreBy(2, ...args);
  expect(found).toMatchObject({ worst });
});

test("in every output", () => {
  const args = ["score", path, ...names, "--show", "id"];
  expect(bce(args).stdout).toMatch(
    /Worst rows\nfile +row +line +label +prediction +loss +id\n.* row \d+\n/,
  );
  const [first] = JSON.parse(bce([...args, "--format", "json"]).stdout).worst;
  expect(first.shown).toEqual({ id: rows[first.row - 1]!.id });
});

test("needs columns that are there", async () => {
  expect((await refusal(path, ...names, "--show", "id,txt")).replace(`${folder}/`, "")).toBe(
    '--show must name a column of "rows.csv", got "txt". Did you mean "text"?',
  );
});
