// All engines.

import type { Engine, EngineName } from "../engine.js";
import { bigquery } from "./bigquery.js";
import { clickhouse } from "./clickhouse.js";
import { duckdb } from "./duckdb.js";
import { mysql } from "./mysql.js";
import { postgres } from "./postgres.js";
import { snowflake } from "./snowflake.js";
import { spark } from "./spark.js";
import { sqlite } from "./sqlite.js";
import { trino } from "./trino.js";

const byName: { readonly [N in EngineName]: Engine } = {
  duckdb,
  clickhouse,
  postgres,
  spark,
  bigquery,
  snowflake,
  trino,
  sqlite,
  mysql,
};

export const engines: readonly Engine[] = Object.values(byName);
