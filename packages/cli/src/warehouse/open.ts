// Opens a warehouse by its address. Clients are loaded when they are needed.

import { readAddress } from "./address.js";
import type { Warehouse } from "./warehouse.js";

/** @param timeout Seconds that a query may take. @throws DataError, without the password in it */
export async function openWarehouse(url: string, timeout: number): Promise<Warehouse> {
  const address = readAddress(url);
  if (address.engine === "clickhouse")
    return (await import("./clickhouse.js")).openClickHouse(address, timeout);
  return (await import("./postgres.js")).openPostgres(address, timeout);
}
