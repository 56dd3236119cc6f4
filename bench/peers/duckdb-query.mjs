// node duckdb-query.mjs SQL: a query in DuckDB with its own Node package, in a process of its own
// as bce is one.

import { DuckDBInstance } from "@duckdb/node-api";

const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
const reader = await connection.runAndReadAll(process.argv[2]);
console.log(JSON.stringify(reader.getRowsJson()));
