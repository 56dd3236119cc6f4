// Ten million rows in a Distributed table over two ClickHouse servers.

import { afterAll, beforeAll, test } from "vitest";
import { type ClickHousePair, startClickHousePair } from "./clickhouse-pair.js";
import { cases, columns, expectAnswer, parquet, rows } from "./large.js";
import { describeWith } from "./servers.js";

describeWith(["clickhouse-server"], "ten million rows in two ClickHouse servers", () => {
  let pair: ClickHousePair;
  let file: string;
  beforeAll(async () => {
    pair = await startClickHousePair();
    file = await parquet("all", rows);
    const half = rows / 2;
    for (const server of [0, 1] as const) {
      const numbers = `SELECT toInt64(number) AS i FROM numbers(${half * server}, ${half})`;
      await pair.run(
        "CREATE TABLE part (y UInt8, p Float64, z Float64, w Float64, g Int64) ENGINE = MergeTree PARTITION BY tuple() ORDER BY tuple()",
        server,
      );
      await pair.run(
        `INSERT INTO part SELECT ${columns("i", (whole) => `toFloat64(${whole})`)} FROM (${numbers})`,
        server,
      );
    }
    await pair.run("CREATE TABLE predictions AS part ENGINE = Distributed(pair, default, part)");
  });
  afterAll(() => pair?.stop());

  test.each(cases)("%s: the local answer, within 1e-9", (_, args) =>
    expectAnswer(pair.url, "predictions", file, args),
  );
});
