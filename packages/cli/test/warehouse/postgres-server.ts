// A PostgreSQL server with a database that is gone with it.

import { chmodSync, chownSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { onFreePorts, password, programs, Server, user } from "./servers.js";

export interface PostgresServer {
  /** Its address, with the password. */
  readonly url: string;
  /** The certificate, which signs itself for localhost. */
  readonly certificate: string;
  /** What a query gives. */
  run(query: string): Promise<unknown[][]>;
  /** How many queries of bce it works on. */
  running(): Promise<number>;
  stop(): Promise<void>;
}

export const startPostgres = (): Promise<PostgresServer> => onFreePorts(1, startOn);

async function startOn([port]: readonly number[]): Promise<PostgresServer> {
  const server = new Server("postgres", "postgres");
  const path = (name: string) => server.path(name);
  const own = (name: string, mode: number) => {
    const { uid, gid } = statSync(server.folder);
    chownSync(path(name), uid, gid);
    chmodSync(path(name), mode);
  };
  writeFileSync(path("password"), password);
  own("password", 0o600);
  const initdb = join(dirname(programs.postgres!), "initdb");
  server.run(initdb, [
    "-D",
    path("data"),
    "-U",
    user,
    "-A",
    "scram-sha-256",
    `--pwfile=${path("password")}`,
    "--no-sync",
    "-E",
    "UTF8",
  ]);
  server.certify();
  own("key.pem", 0o600);
  own("certificate.pem", 0o644);
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: server.folder,
    fsync: "off",
    max_wal_size: "4GB",
    ssl: "on",
    ssl_cert_file: path("certificate.pem"),
    ssl_key_file: path("key.pem"),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const connect = async () => {
    const client = new Client({ host: "127.0.0.1", port, user, password, database: "postgres" });
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  await server.start(programs.postgres!, ["-D", path("data"), ...args], async () => {
    await (await connect()).end();
    return true;
  });
  const client = await connect();
  const run = async (query: string) =>
    (await client.query({ text: query, rowMode: "array" })).rows as unknown[][];
  return {
    url: `postgres://${user}:${encodeURIComponent(password)}@localhost:${port}/postgres`,
    certificate: path("certificate.pem"),
    run,
    running: async () => {
      const [[count]] = (await run(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'bce' AND state = 'active' AND query LIKE '%bce_fault%'",
      )) as [[string]];
      return Number(count);
    },
    stop: async () => {
      await client.end();
      await server.stop("SIGQUIT");
    },
  };
}
