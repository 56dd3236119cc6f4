// How the tests score tables.

import { readScoreOptions } from "../../src/options/score-options.js";
import type { ScoreResult } from "../../src/score/result.js";
import { openWarehouse } from "../../src/warehouse/open.js";
import { scoreTable } from "../../src/warehouse/score-table.js";

/** What bce score --url finds. */
export async function scoreUrl(url: string, ...args: string[]): Promise<ScoreResult> {
  const options = readScoreOptions(["--url", url, ...args]);
  const warehouse = await openWarehouse(url, options.from!.timeout);
  try {
    return await scoreTable(warehouse, options, options.from!);
  } finally {
    await warehouse.close();
  }
}

/** The message with which it stops. */
export async function refusalOf(url: string, ...args: string[]): Promise<string> {
  try {
    await scoreUrl(url, ...args);
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was refused";
}
