// All engines, by name.

import type { Engine } from "../engine.js";
import { bigquery } from "./bigquery.js";
import { clickhouse } from "./clickhouse.js";
import { duckdb } from "./duckdb.js";
import { postgres } from "./postgres.js";
import { snowflake } from "./snowflake.js";
import { spark } from "./spark.js";
import { trino } from "./trino.js";

export const engines: readonly Engine[] = [
  duckdb,
  clickhouse,
  postgres,
  spark,
  bigquery,
  snowflake,
  trino,
];
