// Addresses of warehouses, which hold passwords: what is wrong is said without them.

import { describe, expect, test } from "vitest";
import { readScoreOptions } from "../../src/options/score-options.js";
import { readAddress } from "../../src/warehouse/address.js";

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was refused";
}

const example = "An example: clickhouse://user@host:8123/database";
const encoding = "Letters such as @, / and # in a password are written %40, %2F and %23.";

describe("an address", () => {
  test("in parts", () => {
    expect(readAddress("clickhouses://me%40here:s%2F%3A%40@db.example:9/a%20b")).toMatchObject({
      engine: "clickhouse",
      secure: true,
      host: "db.example",
      port: 9,
      user: "me@here",
      password: "s/:@",
      database: "a b",
      shown: "clickhouses://me%40here@db.example:9/a%20b",
    });
    expect(readAddress("postgres://[::1]/d?sslmode=require")).toMatchObject({
      engine: "postgres",
      host: "::1",
      port: null,
      user: null,
      password: null,
    });
    expect(readAddress("postgresql:///d?host=/var/run/postgresql")).toMatchObject({
      host: "/var/run/postgresql",
      shown: "postgresql:///d",
    });
    expect(readAddress("https://host")).toMatchObject({
      engine: "clickhouse",
      secure: true,
      database: null,
    });
  });

  test.each([
    ["s3cret", `--url must be an address, got something without ://. ${example}`],
    ["", `--url must be an address, got something without ://. ${example}`],
    [
      "mysql://u:s3cret@h/d",
      '--url must begin with clickhouse://, clickhouses://, http://, https:// or postgres://, got "mysql://".',
    ],
    ["__proto__://u:s3cret@h/d", `--url must be an address, got something without ://. ${example}`],
    [
      "constructor://u:s3cret@h/d",
      '--url must begin with clickhouse://, clickhouses://, http://, https:// or postgres://, got "constructor://".',
    ],
    ["clickhouse://", `--url must name a host, got none. ${example}`],
    ["clickhouse:///d", `--url must name a host, got none. ${example}`],
    [
      "postgres://u:s3cret@/d",
      `--url must be an address that can be read, got one that cannot. ${encoding}`,
    ],
    [
      "postgres://u:s3cret@h:port/d",
      `--url must be an address that can be read, got one that cannot. ${encoding}`,
    ],
    [
      "postgres://u:12/s3cret@h/d",
      `--url must have one @, which ends the password, and no #, got another. ${encoding}`,
    ],
    [
      "postgres://u:12?s3cret@h/d",
      `--url must have one @, which ends the password, and no #, got another. ${encoding}`,
    ],
    [
      "postgres://u:12#s3cret@h/d",
      `--url must have one @, which ends the password, and no #, got another. ${encoding}`,
    ],
    [
      "postgres://u:s3cret%@h/d",
      "--url must have % only before two digits of base 16, got another one. A percent sign is written %25.",
    ],
    ["clickhouse://h/d?skip=1", '--url must have no options, got "skip".'],
    [
      "postgres://h/d?sslmod=require",
      '--url must have no options but sslmode, sslrootcert, host, got "sslmod".',
    ],
  ])("refused: %s", (url, message) => {
    expect(refusal(() => readAddress(url))).toBe(message);
    expect(message).not.toContain("s3cret");
  });
});

describe("options of a table", () => {
  const names = ["--label", "y", "--prediction", "p"];
  test.each([
    [["--url", "postgres://h/d"], "--table must name a table, got nothing."],
    [["--url", "postgres://h/d", "--table", ""], "--table must name a table, got nothing."],
    [["--table", "t"], '--table must come with --url, got "t".'],
    [["--timeout", "1"], '--timeout must come with --url, got "1".'],
    [
      ["file.csv", "--url", "postgres://h/d", "--table", "t"],
      '--url must come without files, got "file.csv".',
    ],
    [
      ["--url", "postgres://h/d", "--table", "t", "--timeout", "0"],
      '--timeout must be a number of seconds in (0, 1000000], got "0".',
    ],
  ])("%j", (args, message) => {
    expect(refusal(() => readScoreOptions([...args, ...names]))).toBe(message);
  });
});
