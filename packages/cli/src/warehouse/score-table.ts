// bce score for a table in a warehouse. The sums are computed where the rows are, and only sums come
// back.

import { refuseData, refuseUsage, show } from "../errors.js";
import type { ColumnNames } from "../input/columns.js";
import { scale } from "../metrics/exact.js";
import type { MomentSums } from "../metrics/moment-sums.js";
import { classHistogram, reliabilityBins } from "../metrics/reliability.js";
import type { ScoreOptions, TableOptions } from "../options/score-options.js";
import { groupResults } from "../score/group-results.js";
import { LossErrors } from "../score/loss-errors.js";
import { Losses } from "../score/losses.js";
import { type Group, measuresOf, type ScoreResult, type WorstRowResult } from "../score/result.js";
import { rowTerms } from "../score/terms.js";
import { ScoreQueries } from "../sql/score-queries.js";
import type { ScoreTable } from "../sql/score-rows.js";
import { BadCells } from "./bad-cells.js";
import { type Cell, CellTally, toCell, toCurve } from "./cells.js";
import { findTable } from "./find-table.js";
import { keyOf, MomentPlan } from "./table-moments.js";
import { exponentFor, requireFinite } from "./table-weights.js";
import { type TextRow, toNumber, type Warehouse } from "./warehouse.js";

/**
 * Cells per unit of the logit, at most; with many groups there are fewer, so that no more than so
 * many cells come back.
 */
const finest = 256;
const mostCells = 2 ** 19;

/** The usual range of predictions, in units of the logit. */
const usualRange = 20;

export async function scoreTable(
  warehouse: Warehouse,
  options: ScoreOptions,
  from: TableOptions,
): Promise<ScoreResult> {
  const { loss, by, worst } = options;
  const names: ColumnNames =
    options.columns ?? refuseUsage("--label and --prediction", "name the columns", "nothing");
  const table = { ...(await findTable(warehouse, from.table, names)), loss };
  const { queries, exponent, cells, plan } = await readCells(warehouse, table);
  const bad = new BadCells(from.table, table);
  const total = new CellTally(exponent);
  for (const cell of cells) {
    bad.add(cell);
    if (cell.fault === 0) total.add(cell);
  }
  if (!options.skipBadRows) bad.refuse();
  if (total.sums.count === 0) {
    const skipped = bad.count > 0 ? `, with ${bad.count} bad ones skipped` : "";
    refuseData("the table", "hold rows", `none in ${show(from.table)}${skipped}`);
  }
  requireFinite(cells);
  const losses = new Losses(loss);
  const moments = await readMoments(warehouse, table, plan);
  const errors = new LossErrors(rowTerms([...moments.values()]), false);
  return {
    options: loss,
    files: [`${warehouse.address}, table ${from.table}`],
    notes: [],
    likelyCluster: null,
    // It would take another query.
    likelyMistake: null,
    joined: null,
    weighted: table.weight !== null,
    total: measuresOf(total, losses, errors.total()),
    reliability: reliabilityBins(total.sums),
    curves: null,
    histogram: classHistogram(total.sums),
    by,
    every: null,
    groups: by.length === 0 ? [] : groupsOf(cells, exponent, moments, losses, errors),
    show: [],
    worst:
      worst === 0
        ? []
        : (await warehouse.read(queries.worst(worst))).map((row) =>
            worstRow(row, from.table, exponent),
          ),
    concentration: toCurve(await warehouse.read(queries.costs())),
    bad: { count: bad.count, listed: bad.listed },
  };
}

/** The sums, of weights times 2^exponent, and what further queries are asked with and for. */
async function readCells(
  warehouse: Warehouse,
  table: ScoreTable,
): Promise<{
  queries: ScoreQueries;
  exponent: number;
  cells: readonly Cell[];
  plan: MomentPlan;
}> {
  const { engine } = warehouse;
  const first = new ScoreQueries(engine, table);
  const steps = table.by.length === 0 ? finest : await stepsFor(warehouse, first);
  const read = async (queries: ScoreQueries) =>
    (await warehouse.read(queries.sums(steps))).map((row) => toCell(row, table.by.length));
  const cells = await read(first);
  const exponent = exponentFor(cells);
  if (exponent === 0)
    return { queries: first, exponent, cells, plan: new MomentPlan(cells, cells) };
  const queries = new ScoreQueries(engine, table, exponent);
  const scaled = await read(queries);
  return { queries, exponent, cells: scaled, plan: new MomentPlan(cells, scaled) };
}

async function stepsFor(warehouse: Warehouse, queries: ScoreQueries): Promise<number> {
  const most = mostCells / usualRange;
  const groups = (await warehouse.read(queries.groups(Math.floor(most) + 1))).length;
  if (groups > most)
    refuseUsage(
      "--by",
      `make at most ${Math.floor(most)} groups`,
      "more",
      "bce sql prints a query for any number.",
    );
  let steps = finest;
  while (groups * usualRange * steps > mostCells && steps > 1) steps /= 2;
  return steps;
}

/** The moments of the losses of each group, by its key. */
async function readMoments(
  warehouse: Warehouse,
  table: ScoreTable,
  plan: MomentPlan,
): Promise<Map<string, MomentSums>> {
  const queries = new ScoreQueries(warehouse.engine, table);
  const found = new Map<string, MomentSums>();
  for (const asked of plan.asked) {
    const rows = await warehouse.read(queries.moments(asked));
    for (const [key, moments] of plan.read(asked.frame, rows, table)) found.set(key, moments);
  }
  return found;
}

function groupsOf(
  cells: readonly Cell[],
  exponent: number,
  moments: ReadonlyMap<string, MomentSums>,
  losses: Losses,
  errors: LossErrors,
): Group[] {
  const tallies = new Map<string, { values: Cell["group"]; tally: CellTally }>();
  for (const cell of cells) {
    if (cell.fault !== 0) continue;
    const key = keyOf(cell.group);
    const known = tallies.get(key) ?? { values: cell.group, tally: new CellTally(exponent) };
    tallies.set(key, known);
    known.tally.add(cell);
  }
  const numbers = new Map([...moments.keys()].map((key, i) => [key, i]));
  // A group without weight has no moments.
  const groups = [...tallies].map(([key, own]) => ({ ...own, number: numbers.get(key) ?? -1 }));
  return groupResults(groups, losses, errors);
}

function worstRow(row: TextRow, file: string, exponent: number): WorstRowResult {
  const [label, prediction, weight, loss] = row.map(toNumber) as [number, number, number, number];
  return { file, row: null, line: null, label, prediction, weight: scale(weight, -exponent), loss };
}
