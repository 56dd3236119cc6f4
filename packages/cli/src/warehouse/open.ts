// Opens a warehouse by its address. Clients are loaded when they are needed.

import { type Address, readAddress } from "./address.js";
import type { Warehouse } from "./warehouse.js";

type Open = (address: Address, timeout: number) => Promise<Warehouse>;

const openers: Readonly<Record<Address["engine"], Open>> = {
  clickhouse: async (...args) => (await import("./clickhouse.js")).openClickHouse(...args),
  postgres: async (...args) => (await import("./postgres.js")).openPostgres(...args),
};

/** @param timeout Seconds that a query may take. @throws DataError, without the password in it */
export async function openWarehouse(url: string, timeout: number): Promise<Warehouse> {
  const address = readAddress(url);
  return openers[address.engine](address, timeout);
}
