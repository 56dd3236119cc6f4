// Opens a warehouse by its address. Clients are loaded when they are needed.

import { type Address, type Connected, readAddress } from "./address.js";
import type { Warehouse } from "./warehouse.js";

type Open = (address: Address, timeout: number) => Promise<Warehouse>;

const clients: { readonly [E in Connected]: () => Promise<Open> } = {
  clickhouse: async () => (await import("./clickhouse.js")).openClickHouse,
  postgres: async () => (await import("./postgres.js")).openPostgres,
};

/** @param timeout Seconds that a query may take. @throws DataError, without the password in it */
export async function openWarehouse(url: string, timeout: number): Promise<Warehouse> {
  const address = readAddress(url);
  const open = await clients[address.engine]();
  return open(address, timeout);
}
