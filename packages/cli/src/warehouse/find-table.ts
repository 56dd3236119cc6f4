// The table and the columns that the options name, among those that a warehouse has.

import { refuseData, refuseUsage, show } from "../errors.js";
import { type ColumnNames, namesInstead } from "../input/columns.js";
import type { NumberColumn, ScoreTable } from "../sql/score-rows.js";
import type { Column, Warehouse } from "./warehouse.js";

/** @throws UsageError for what is not there, DataError for a column of no numbers */
export async function findTable(
  warehouse: Warehouse,
  name: string,
  names: ColumnNames,
): Promise<Omit<ScoreTable, "loss">> {
  const { table, columns } = await locate(warehouse, name);
  const known = new Map(columns.map((column) => [column.name, column]));
  const require = (option: string, column: string) =>
    known.get(column) ??
    refuseUsage(
      option,
      `name a column of ${show(name)}`,
      show(column),
      namesInstead(column, [...known.keys()]),
    );
  const requireNumbers = (option: string, column: string): NumberColumn => {
    const { type, kind } = require(option, column);
    if (kind === "other")
      refuseData(
        `${option} ${show(column)}`,
        `be a column of numbers in ${show(name)}`,
        `one of ${type}`,
      );
    return { name: column, kind };
  };
  const numbers = {
    label: requireNumbers("--label", names.label),
    prediction: requireNumbers("--prediction", names.prediction),
    weight: names.weight === undefined ? null : requireNumbers("--weight", names.weight),
  };
  for (const column of names.by) require("--by", column);
  return { from: table.map(warehouse.engine.identifier).join("."), ...numbers, by: names.by };
}

/** A name with a dot may be that of a table, or that of a schema and of a table in it. */
async function locate(
  warehouse: Warehouse,
  name: string,
): Promise<{ table: string[]; columns: readonly Column[] }> {
  const dot = name.indexOf(".");
  const readings: [string | null, string][] = [
    [null, name],
    ...(dot < 0 ? [] : [[name.slice(0, dot), name.slice(dot + 1)] as [string, string]]),
  ];
  for (const [schema, table] of readings) {
    const columns = await warehouse.columns(schema, table);
    if (columns.length > 0) return { table: schema === null ? [table] : [schema, table], columns };
  }
  const known = await warehouse.tables();
  const remedy = known.length === 0 ? "There are none." : namesInstead(name, known);
  return refuseUsage("--table", `name a table of ${warehouse.address}`, show(name), remedy);
}
