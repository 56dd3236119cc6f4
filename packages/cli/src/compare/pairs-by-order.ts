// Pairs the rows of two tables by their order. Both are read at the same time, each over a connection
// of its own: a single query would read them in one thread, one after the other.

import type { Connection } from "../duckdb/connection.js";
import type { Session } from "../duckdb/session.js";
import type { Indexes } from "../score/indexes.js";
import type { Pairs } from "./paired-rows.js";
import { RowStream } from "./row-stream.js";
import type { Side } from "./side.js";
import { valuesOf } from "./values.js";

const noIndexes: Indexes = { groups: null, clusters: null };

/** @param explain Throws what an error of the database means. */
export async function* pairsByOrder(
  { connection }: Session,
  sides: readonly [Side, Side],
  indexes: Indexes,
  explain: (error: unknown) => Promise<never>,
): AsyncGenerator<Pairs, void> {
  const a = streamOf(connection, sides[0], indexes);
  // What both rows of a pair have in common is read from A.
  const b = streamOf(connection.second, sides[1], noIndexes);
  try {
    for (;;) {
      await a.fill();
      await b.fill();
      const count = Math.min(a.count || b.count, b.count || a.count);
      if (count === 0) return;
      const [ofA, ofB] = [a.take(count), b.take(count)];
      yield {
        count,
        rowsA: ofA.rows,
        labelsA: ofA.labels,
        predictionsA: ofA.predictions,
        weights: sides[0].names.weight === undefined ? null : ofA.weights,
        groups: indexes.groups && ofA.groups,
        clusters: indexes.clusters && ofA.clusters,
        rowsB: ofB.rows,
        labelsB: ofB.labels,
        predictionsB: ofB.predictions,
      };
    }
  } catch (error) {
    await explain(error);
  } finally {
    await a.chunks.return();
    await b.chunks.return();
  }
}

function streamOf(
  connection: Connection,
  { table, names, classes }: Side,
  { groups, clusters }: Indexes,
): RowStream {
  const { columns, needed, numbers } = valuesOf({ table, names, classes });
  const query = `SELECT ${columns.join(", ")} FROM ${table.from(needed, false)}`;
  return new RowStream(connection.chunks(query, table.readAhead), (chunk) => ({
    labels: chunk.doubles(0),
    predictions: chunk.doubles(1),
    weights: names.weight === undefined ? null : chunk.doubles(2),
    groups: groups?.encode(chunk, numbers) ?? null,
    clusters: clusters?.encode(chunk, numbers) ?? null,
  }));
}
