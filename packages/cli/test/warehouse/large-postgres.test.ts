// Ten million rows in PostgreSQL, and fewer of them for what does not need so many.

import { afterAll, beforeAll, test } from "vitest";
import { cases, columns, expectAnswer, parquet, rows } from "./large.js";
import { type PostgresServer, startPostgres } from "./postgres-server.js";
import { describeWith } from "./servers.js";

const fewer = 200_000;

describeWith(["postgres"], "ten million rows in PostgreSQL", () => {
  let server: PostgresServer;
  let files: { all: string; some: string };
  beforeAll(async () => {
    server = await startPostgres();
    files = { all: await parquet("all", rows), some: await parquet("some", fewer) };
    const source = (count: number) =>
      `SELECT ${columns("i", (whole) => `CAST(${whole} AS double precision)`)} FROM generate_series(0::bigint, ${count - 1}) AS r(i)`;
    await server.run(`CREATE UNLOGGED TABLE predictions AS ${source(rows)}`);
    await server.run(`CREATE UNLOGGED TABLE fewer AS ${source(fewer)}`);
  });
  afterAll(() => server?.stop());

  test("weights: the local answer, within 1e-9", () =>
    expectAnswer(server.url, "predictions", files.all, [
      "--prediction",
      "p",
      "--weight",
      "w",
      "--worst",
      "0",
    ]));

  test.each(cases)("200,000 of them, %s: the local answer, within 1e-9", (_, args) =>
    expectAnswer(server.url, "fewer", files.some, args),
  );
});
