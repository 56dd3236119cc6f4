// bce score --url postgres://….

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWarehouse } from "../../src/warehouse/open.js";
import { openPostgres } from "./databases.js";
import { refusalOf, scoreUrl } from "./run.js";
import { describeWith } from "./servers.js";
import { hostile, names, tables, testTables } from "./table-claims.js";

describeWith(["postgres"], "PostgreSQL", () => {
  let database: Awaited<ReturnType<typeof openPostgres>>;
  const server = () => database.server;
  const refusal = (...args: string[]) => refusalOf(server().url, ...args);

  beforeAll(async () => {
    database = await openPostgres();
    const { execute, quote } = database;
    const columns = {
      scores: "y int, p real, w numeric(4, 1), g text, note text",
      empty: "y int, p float8",
      gaps: "id int, y float8, p numeric, w float8",
      [hostile]: `${quote(hostile)} float8, bce_x float8, weight float8, loss text`,
      "other.t": "y int, p float8",
      "other.u": "y int, p float8",
    };
    await execute("CREATE SCHEMA other");
    for (const [name, text] of Object.entries(columns)) {
      const table = name === "other.t" ? name : quote(name);
      await execute(`CREATE TABLE ${table} (${text})`);
      const rows = tables[name as keyof typeof tables];
      if (rows.length > 0) await execute(`INSERT INTO ${table} VALUES ${rows.join(", ")}`);
    }
    await execute(`
      ALTER TABLE scores ALTER y TYPE boolean USING y = 1;
      CREATE TABLE extreme (y float8, p float8, w float8);
      INSERT INTO extreme VALUES (0, 1e-300, 1e-200), (1e-320, 1e-310, 1), (1, 1, 1e-300), (0, 5e-324, 1e300), (1, 0.5, 1);
      CREATE TABLE logits (y float8, z float8);
      INSERT INTO logits VALUES (1, 'Infinity'), (0, '-Infinity'), (0, 0), (1, 1e300), (0, -1e300), (1, 1e-320)`);
  });
  afterAll(() => database?.stop());

  testTables(() => ({ ...database, url: server().url, running: server().running }), {
    shown: "postgres://tester@localhost:PORT/postgres",
    schema: "public",
    variable: "PGPASSWORD",
    text: "text",
    nullableText: "text",
    endless:
      "SELECT 1 AS y, 0.5 AS p FROM generate_series(1, 1000000) i WHERE pg_sleep(0.01) IS NOT NULL",
  });

  test("one state of the table, whatever is written meanwhile, and nothing can be written", async () => {
    const warehouse = await openWarehouse(server().url, 60);
    try {
      const count = async () => (await warehouse.read("SELECT count(*) FROM scores"))[0]![0];
      expect(await count()).toBe("4");
      await database.execute("INSERT INTO scores VALUES (true, 0.5, 1, 'new')");
      expect(await count()).toBe("4");
      await expect(warehouse.read("DELETE FROM scores")).rejects.toThrow(
        "cannot execute DELETE in a read-only transaction",
      );
    } finally {
      await warehouse.close();
      await database.execute("DELETE FROM scores WHERE g = 'new'");
    }
  });

  test("numbers of which products underflow", async () => {
    for (const dialect of ["keras2", "keras3", "torch", "exact"]) {
      const { total } = await scoreUrl(
        server().url,
        "--table",
        "extreme",
        ...names,
        "--weight",
        "w",
        "--dialect",
        dialect,
        "--label-smoothing",
        "0.1",
      );
      expect(total.weight).toBe(1e300);
      expect(total.loss).toBeGreaterThan(0);
    }
    const { total } = await scoreUrl(
      server().url,
      "--table",
      "logits",
      "--label",
      "y",
      "--prediction",
      "z",
      "--from-logits",
    );
    expect(total.loss).toBeCloseTo((2 * Math.LN2) / 6, 14);
    expect(1 - total.rocAuc!).toBeLessThan(total.areas.rocError + 1e-15);
  });

  test("a sum that no double can hold is an error, and no number", async () => {
    await database.execute(
      "CREATE TABLE huge AS SELECT 1 AS y, 0.5::float8 AS p, 1.7e308::float8 AS w FROM generate_series(1, 3)",
    );
    expect(await refusal("--table", "huge", ...names, "--weight", "w")).toMatch(
      /^postgres:\/\/tester@localhost:\d+\/postgres must answer the query, got "value out of range: overflow"\.$/,
    );
  });

  test("money is no number", async () => {
    await database.execute("CREATE TABLE prices (y int, p float8, price money)");
    expect(await refusal("--table", "prices", ...names, "--weight", "price")).toBe(
      '--weight "price" must be a column of numbers in "prices", got one of money.',
    );
  });

  test("names of 10,000 letters, which PostgreSQL itself would cut off to one that is there", async () => {
    const cut = "x".repeat(63);
    const long = "x".repeat(10_000);
    await database.execute(`CREATE TABLE ${cut} (${cut} int, p float8)`);
    expect(await refusal("--table", long, ...names)).toMatch(
      /^--table must name a table of .*, got "x{80}…"\./,
    );
    expect(await refusal("--table", cut, "--label", long, "--prediction", "p")).toMatch(
      /^--label must name a column of "x{63}", got "x{80}…"\./,
    );
  });

  describe("TLS", () => {
    const at = (change: (url: string) => string) =>
      refusalOf(change(server().url), "--table", "scores", ...names);

    test.each(["disable", "prefer", "require", "verify-ca", "verify-full"])(
      "sslmode=%s and the certificate",
      async (mode) => {
        const root = mode.startsWith("verify")
          ? `&sslrootcert=${encodeURIComponent(server().certificate)}`
          : "";
        expect(
          (await scoreUrl(`${server().url}?sslmode=${mode}${root}`, "--table", "scores", ...names))
            .total.count,
        ).toBe(4);
      },
    );

    test("who is not vouched for is refused where that is asked for, and a mode that is none too", async () => {
      for (const mode of ["verify-ca", "verify-full"]) {
        expect(await at((url) => `${url}?sslmode=${mode}`)).toMatch(
          /^--url must lead to a server that answers, got "self-signed certificate" from /,
        );
      }
      const known = `sslmode=verify-full&sslrootcert=${encodeURIComponent(server().certificate)}`;
      expect(await at((url) => `${url.replace("localhost", "127.0.0.1")}?${known}`)).toMatch(
        /does not match certificate's altnames/,
      );
      expect(await at((url) => `${url}?sslmode=required`)).toMatch(
        /^--url must have an sslmode of prefer, .*, got "required"\./,
      );
      expect(await at((url) => `${url}?ssl=true`)).toBe(
        '--url must have no options but sslmode, sslrootcert, host, got "ssl".',
      );
    });
  });
});
