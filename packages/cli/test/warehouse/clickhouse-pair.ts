// Two ClickHouse servers that know of one another, and of each other's half of a Distributed table.

import { mkdirSync, writeFileSync } from "node:fs";
import { onFreePorts, password, programs, Server, user } from "./servers.js";

/** The cluster's name, for Distributed(pair, …). */
const cluster = "pair";

interface Member {
  readonly server: Server;
  readonly http: number;
  readonly https: number;
  readonly tcp: number;
}

export interface ClickHousePair {
  /** The address of the first server, with the password, and options of fetch. */
  readonly url: string;
  readonly secureUrl: string;
  /** The certificate, which signs itself. */
  readonly certificate: string;
  /** The address for another user, who has no password. */
  urlOf(name: string): string;
  /** What a query gives, as tab-separated text. */
  run(query: string, server?: 0 | 1): Promise<string>;
  /** How many queries of bce the first server works on. */
  running(): Promise<number>;
  /** Ends the second server at once. */
  killSecond(): Promise<void>;
  stop(): Promise<void>;
}

export const startClickHousePair = (): Promise<ClickHousePair> => onFreePorts(6, startPair);

async function startPair(ports: readonly number[]): Promise<ClickHousePair> {
  const members = [ports.slice(0, 3), ports.slice(3)].map((own): Member => {
    const [http, https, tcp] = own as [number, number, number];
    return { server: new Server("clickhouse"), http, https, tcp };
  });
  const stop = async () => void (await Promise.all(members.map(({ server }) => server.stop())));
  const run = async (query: string, server: 0 | 1 = 0) => {
    const headers = {
      "X-ClickHouse-User": user,
      "X-ClickHouse-Key": encodeHeader(password),
      // The server ends connections that are idle for 3 seconds, maybe just when one is used again.
      Connection: "close",
    };
    const answer = await fetch(`http://127.0.0.1:${members[server]!.http}/?wait_end_of_query=1`, {
      method: "POST",
      body: query,
      headers,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  };
  try {
    await Promise.all(
      members.map((member, i) =>
        start(member, members, () => run("SELECT 1", i as 0 | 1).then(() => true)),
      ),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  const [first, second] = members as [Member, Member];
  const login = `${user}:${encodeURIComponent(password)}@127.0.0.1`;
  return {
    url: `clickhouse://${login}:${first.http}/default`,
    secureUrl: `clickhouses://${login.replace("127.0.0.1", "localhost")}:${first.https}/default`,
    certificate: first.server.path("certificate.pem"),
    urlOf: (name) => `clickhouse://${name}@127.0.0.1:${first.http}/default`,
    run,
    running: async () =>
      Number(
        await run(
          "SELECT count() FROM system.processes WHERE query LIKE '%bce_fault%' AND query NOT LIKE '%system.processes%'",
        ),
      ),
    killSecond: () => second.server.kill(),
    stop,
  };
}

/** Headers are sent as Latin-1. */
const encodeHeader = (text: string) => Buffer.from(text, "utf8").toString("latin1");

async function start(
  { server, http, https, tcp }: Member,
  all: readonly Member[],
  answers: () => Promise<boolean>,
): Promise<void> {
  const path = (name: string) => server.path(name);
  for (const name of ["data", "tmp"]) mkdirSync(path(name));
  server.certify();
  const shards = all.map(
    (one) =>
      `<shard><replica><host>127.0.0.1</host><port>${one.tcp}</port><user>${user}</user><password>${password}</password></replica></shard>`,
  );
  writeFileSync(
    path("config.xml"),
    `<?xml version="1.0"?>
<yandex>
<logger><level>error</level><log>${path("log")}</log><errorlog>${path("errors")}</errorlog></logger>
<http_port>${http}</http_port><https_port>${https}</https_port><tcp_port>${tcp}</tcp_port>
<listen_host>127.0.0.1</listen_host>
<openSSL><server>
<certificateFile>${path("certificate.pem")}</certificateFile><privateKeyFile>${path("key.pem")}</privateKeyFile>
<verificationMode>none</verificationMode>
</server></openSSL>
<path>${path("data")}/</path><tmp_path>${path("tmp")}/</tmp_path><users_config>${path("users.xml")}</users_config>
<default_profile>default</default_profile><default_database>default</default_database>
<mark_cache_size>100000000</mark_cache_size>
<query_log><database>system</database><table>query_log</table><flush_interval_milliseconds>200</flush_interval_milliseconds></query_log>
<remote_servers><${cluster}>${shards.join("")}</${cluster}></remote_servers>
</yandex>
`,
  );
  const one = (name: string, secret: string, profile: string) =>
    `<${name}><password>${secret}</password><networks><ip>127.0.0.1</ip></networks><profile>${profile}</profile><quota>default</quota></${name}>`;
  writeFileSync(
    path("users.xml"),
    `<?xml version="1.0"?>
<yandex>
<profiles>
<default><log_queries>1</log_queries></default>
<reader><readonly>1</readonly></reader>
<lax><skip_unavailable_shards>1</skip_unavailable_shards><extremes>1</extremes><distributed_group_by_no_merge>1</distributed_group_by_no_merge></lax>
</profiles>
<users>${one("default", password, "default")}${one(user, password, "default")}${one("reader", "", "reader")}${one("lax", "", "lax")}</users>
<quotas><default></default></quotas>
</yandex>
`,
  );
  await server.start(
    programs["clickhouse-server"]!,
    [`--config-file=${path("config.xml")}`],
    answers,
  );
}
