// An address where a file should be is refused with the way out.
//
// @module-tag thorough

import { describe, expect, test } from "vitest";
import { endings, names } from "./endings.js";

const { run, sentence } = endings();

describe("an address is no file", () => {
  test.each([
    ["s3://bucket/*.parquet", "aws s3 cp ADDRESS -"],
    ["https://example.org/*.csv", "curl -sSf ADDRESS"],
    ["https://example.org/a.csv?x=[1]", "curl -sSf ADDRESS"],
    ["gs://bucket/a.csv", "gcloud storage cat ADDRESS"],
    ["hdfs://host/a.csv", "hdfs dfs -cat ADDRESS"],
    ["S3://bucket/a.csv", "aws s3 cp ADDRESS -"],
  ])("%s", (url, fetch) => {
    const said = `FILE must be on this machine, got ${JSON.stringify(url)}. Download it, or pipe it: ${fetch} | bce score - --label … --prediction …`;
    expect(sentence(run(["score", url, ...names]))).toBe(`bce score: ${said}`);
    expect(sentence(run(["compare", "good.csv", url, ...names]))).toBe(`bce compare: ${said}`);
  });

  test("of a scheme that is not known, of a file, and of a database, whose password is not shown", () => {
    const of = (url: string) =>
      sentence(run(["score", url, ...names])).replace(
        "bce score: FILE must be on this machine, got ",
        "",
      );
    expect(of("az://c/a.csv")).toBe('"az://c/a.csv". Download it first.');
    expect(of("file:///a.csv")).toBe('"file:///a.csv". Leave file:// out.');
    expect(of("postgres://u:secret@h/d")).toBe(
      '"postgres://h/d". A table of a database comes with --url and --table.',
    );
  });
});
