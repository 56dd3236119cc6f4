// The tables of the imbalanced classification: credit cards in a file, and the rare digit.

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { positives, rareDigit, splitTable } from "../../src/keras/data/table.js";
import { openSource } from "../../src/keras/node/open-source.js";
import { temporaryFolder } from "../temporary-folder.js";

const folder = temporaryFolder();

describe("credit cards", () => {
  const names = ["Time", ...Array.from({ length: 28 }, (_, i) => `V${i + 1}`), "Amount", "Class"];
  const header = names.map((name) => `"${name}"`).join(",");
  const row = (changes: Readonly<Record<string, string>> = {}) =>
    names.map((name) => changes[name] ?? (name === "Class" ? '"0"' : "1")).join(",");
  const read = (csv: string) =>
    openSource("imbalanced", folder.write("creditcard.csv", csv)).table!();

  test("are 28 columns, the logarithm of the amount, and the class; the time is left out", async () => {
    const table = await read(
      `${header}\n${row({ Time: "7", V1: "-1.5", V28: "2e-3", Amount: "149.62" })}\n${row({ Amount: "0", Class: "1" })}\n`,
    );
    expect(table).toMatchObject({
      count: 2,
      width: 29,
      labels: Uint8Array.of(0, 1),
      description: "2 transactions, 1 of them fraudulent",
    });
    const [first, second] = [table.features.subarray(0, 29), table.features.subarray(29)];
    expect([first[0], first[1], first[27], first[28]]).toEqual(
      [-1.5, 1, 2e-3, Math.log(149.621)].map(Math.fround),
    );
    expect(second[28]).toBe(Math.fround(Math.log(0.001)));
  });

  test("are found in a folder too", async () => {
    folder.write("cards/creditcard.csv", `${header}\n${row()}\n`);
    expect(await openSource("imbalanced", join(folder.path, "cards")).table!()).toMatchObject({
      count: 1,
    });
  });

  test.each([
    ["", "must have rows, got none"],
    [`${header}\n`, "must have rows, got none"],
    [
      "Time,V1\n1,2\n",
      `must have the columns Time, V1 to V28, Amount and Class, got none named ${names.slice(2).join(", ")}`,
    ],
    [
      `${header}\n${row()}\n${row({ V3: "x" })}\n`,
      'must have numbers, got "x" in column V3 of row 2',
    ],
    [`${header}\n${row({ Amount: "" })}\n`, 'must have numbers, got "" in column Amount of row 1'],
    [`${header}\n${row({ Class: "2" })}\n`, "must have classes 0 and 1, got 2 in row 1"],
    [`${header}\n${row({ Amount: "-1" })}\n`, "must have amounts of at least 0, got -1 in row 1"],
    [`${header}\n1,2\n`, "cannot be read (CSV_RECORD_INCONSISTENT_FIELDS_LENGTH)"],
  ])("refuse %j", async (csv, message) => {
    const path = join(folder.path, "creditcard.csv");
    await expect(read(csv)).rejects.toThrow(`--data: ${path} ${message}`);
  });
});

describe("the rare digit", () => {
  const pixels = Uint8Array.from({ length: 5 * 16 }, (_, i) => 16 * Math.floor(i / 16));
  const table = rareDigit(
    { count: 5, rows: 4, columns: 4, pixels },
    Uint8Array.of(8, 1, 8, 8, 2),
    8,
    1,
  );

  test("is kept as often as it says", () => {
    expect(table).toMatchObject({
      count: 3,
      width: 1,
      labels: Uint8Array.of(1, 0, 0),
      features: Float32Array.of(0, 16, 64),
    });
    expect(table.description).toBe(
      "handwritten digits; 8 is the rare class, of which 2 rows were left out",
    );
  });

  test("is split in three without a row lost, standardised by the training rows and clipped", () => {
    const count = 1000;
    const features = Float32Array.from({ length: count }, (_, i) => (i === 7 ? 1e6 : i));
    const parts = splitTable(
      {
        description: "",
        count,
        width: 1,
        features,
        labels: Uint8Array.from(features, (_, i) => (i % 5) & 1),
      },
      3,
    );
    expect([parts.test.count, parts.validation.count, parts.train.count]).toEqual([200, 160, 640]);
    const all = [parts.train, parts.validation, parts.test];
    expect(all.reduce((sum, part) => sum + positives(part), 0)).toBe(400);
    expect(new Set(all.flatMap((part) => [...part.features])).size).toBe(count);
    expect(Math.max(...all.flatMap((part) => [...part.features]))).toBe(5);
  });

  test("cannot be split where a part would have one class only", () => {
    expect(() =>
      splitTable(
        {
          description: "",
          count: 10,
          width: 1,
          features: new Float32Array(10),
          labels: new Uint8Array(10),
        },
        1,
      ),
    ).toThrow(
      "must have rows of both classes in every part, got one class only among the 7 rows of train",
    );
  });
});
