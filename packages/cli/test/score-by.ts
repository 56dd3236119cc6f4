// Several processes that score together, as runs of this one that wait for one another.

import { deserialize, serialize } from "node:v8";
import { openSession } from "../src/duckdb/session.js";
import { readScoreOptions } from "../src/options/score-options.js";
import { silent } from "../src/progress.js";
import type { Replicas } from "../src/score/replicas.js";
import type { ScoreResult } from "../src/score/result.js";
import { runScore } from "../src/score/run-score.js";

/** As many runs at once as there are replicas, each with a database of its own. */
export async function scoreBy(
  size: number,
  ...args: string[]
): Promise<(ScoreResult | Error | null)[]> {
  let waiting: { value: Buffer; resolve: (all: Buffer[]) => void }[] = [];
  const replica = (rank: number): Replicas => ({
    rank,
    size,
    cores: 1,
    gather: async <T>(value: T) => {
      const all = await new Promise<Buffer[]>((resolve) => {
        waiting[rank] = { value: serialize(value), resolve };
        if (waiting.filter(Boolean).length < size) return;
        const round = waiting;
        waiting = [];
        for (const { resolve } of round) resolve(round.map(({ value }) => value));
      });
      return all.map((bytes) => deserialize(bytes) as T);
    },
  });
  const run = async (rank: number) => {
    const session = openSession();
    try {
      return await runScore(session, readScoreOptions(args), silent, replica(rank)).catch(
        (error: Error) => error,
      );
    } finally {
      session.close();
    }
  };
  return Promise.all(Array.from({ length: size }, (_, rank) => run(rank)));
}
