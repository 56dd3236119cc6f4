// A server that falls silent, at any point of the conversation: the program says so in time and
// ends, and leaves no connection and no open transaction behind.

import { spawn } from "node:child_process";
import { testInTiers } from "@binary-crossentropy/test/tiers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bin } from "../run.js";
import { startClickHousePair } from "./clickhouse-pair.js";
import { startPostgres } from "./postgres-server.js";
import { describeWith } from "./servers.js";
import { startStallingProxy } from "./stalling-proxy.js";

const names = ["--table", "rows", "--label", "y", "--prediction", "p", "--format", "json"];

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
  readonly stdout: string;
  readonly seconds: number;
}

/** Runs the program to its end, or for a minute. @param interruptWhen What Ctrl-C comes after. */
function runBce(
  args: readonly string[],
  interruptWhen: Promise<void> | null = null,
  env = {},
): Promise<Ended> {
  const start = performance.now();
  const child = spawn(process.execPath, [bin, "score", ...args], {
    env: { ...process.env, ...env },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => (stdout += text));
  child.stderr.on("data", (text) => (stderr += text));
  void interruptWhen?.then(() => child.kill("SIGINT"));
  const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stderr, stdout, seconds: (performance.now() - start) / 1000 });
    });
  });
}

/** The work on all items, some at a time. */
async function each<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** So many places in a conversation, the first bytes and the last among them. */
function places(length: number, count: number): number[] {
  const spread = Array.from({ length: count }, (_, i) => Math.floor((i * length) / count));
  return [...new Set([...spread, 1, 5, length - 60])].sort((a, b) => a - b);
}

interface Silent {
  readonly port: number;
  url(port: number): string;
  /** Connections of the program that the server knows of. */
  connections(): Promise<number>;
}

async function countSent({ port, url }: Silent): Promise<number> {
  const proxy = await startStallingProxy(port, Infinity, () => false);
  const { code, stderr } = await runBce(["--url", url(proxy.port), ...names]);
  const sent = proxy.sent();
  await proxy.stop();
  expect(code, stderr).toBe(0);
  return sent;
}

const stalling = {
  "every connection": () => true,
  "the first connection alone": (index: number) => index === 0,
};

function suite(server: () => Silent, placesOf: number): void {
  test("a goodbye that no one answers keeps no one", async () => {
    const proxy = await startStallingProxy(server().port, 1e9, () => true);
    const { code, stderr, seconds } = await runBce(["--url", server().url(proxy.port), ...names]);
    expect([code, stderr, proxy.open()]).toEqual([0, "", 0]);
    expect(seconds).toBeLessThan(20);
    await proxy.stop();
  });

  describe.each(Object.entries(stalling))("%s falls silent", (_, stalls) => {
    const tryAll = async (
      args: readonly string[],
      isInterrupted: boolean,
      check: (ended: Ended) => void,
    ) => {
      const length = await countSent(server());
      await each(places(length, placesOf), 4, async (bytes) => {
        const proxy = await startStallingProxy(server().port, bytes, stalls);
        const ended = await runBce(
          ["--url", server().url(proxy.port), ...names, ...args],
          isInterrupted ? proxy.silence : null,
        );
        const where = `after ${bytes} of ${length} bytes: ${JSON.stringify(ended)}`;
        expect(ended.stdout, where).toBe("");
        expect(ended.seconds, where).toBeLessThan(20);
        // The proxy hears of the end of a connection a little after the program's.
        await vi.waitFor(() => expect(proxy.open(), where).toBe(0), 5000);
        await proxy.stop();
        check(ended);
      });
      await expect.poll(() => server().connections(), { timeout: 10_000 }).toBe(0);
    };

    test("a time limit ends the program wherever it is", async () => {
      await tryAll(["--timeout", "0.3"], false, ({ code, stderr }) => {
        expect(stderr).toMatch(
          /^bce score: .* must answer within 0\.3 seconds, got nothing\. Pass --timeout for more\.\n$/,
        );
        expect(code).toBe(1);
      });
    });

    test("Ctrl-C ends it", async () => {
      await tryAll([], true, ({ code, stderr }) => {
        expect(stderr).toBe("");
        expect(code).toBe(130);
      });
    });
  });
}

describe("a host's name that is looked up for ever", () => {
  testInTiers([["postgres"], ["clickhouse"]], ["postgres"], async (scheme) => {
    // As a resolver behaves that gets no answer: nothing comes, and the process is kept by it.
    const lookup =
      'import dns from "node:dns"; dns.lookup = () => void setTimeout(() => undefined, 1e6);';
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(lookup)}` };
    const { code, stderr, seconds } = await runBce(
      ["--url", `${scheme}://u@absent.example/d`, ...names, "--timeout", "0.3"],
      null,
      env,
    );
    expect(stderr).toMatch(/must answer within 0\.3 seconds, got nothing\./);
    expect(code).toBe(1);
    expect(seconds).toBeLessThan(20);
  });
});

describeWith(["postgres"], "PostgreSQL", () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    server = await startPostgres();
    await server.run(
      "CREATE TABLE rows AS SELECT i % 2 AS y, 0.25 + (i % 3) / 8.0 AS p FROM generate_series(1, 100) i",
    );
  });
  afterAll(() => server?.stop());

  describe.each(["disable", "require"])("sslmode=%s", (mode) => {
    suite(() => {
      const { port } = new URL(server.url);
      return {
        port: Number(port),
        url: (other) => `${server.url.replace(`:${port}/`, `:${other}/`)}?sslmode=${mode}`,
        connections: async () =>
          Number(
            (
              await server.run(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'bce'",
              )
            )[0]![0],
          ),
      };
    }, 5);
  });
});

describeWith(["clickhouse-server"], "ClickHouse", () => {
  let pair: Awaited<ReturnType<typeof startClickHousePair>>;
  beforeAll(async () => {
    pair = await startClickHousePair();
    await pair.run("CREATE TABLE rows (y UInt8, p Float64) ENGINE = Memory");
    await pair.run("INSERT INTO rows SELECT number % 2, 0.25 + (number % 3) / 8 FROM numbers(100)");
  });
  afterAll(() => pair?.stop());

  suite(() => {
    const { port } = new URL(pair.url);
    return {
      port: Number(port),
      url: (other) => pair.url.replace(`:${port}/`, `:${other}/`),
      connections: () => pair.running(),
    };
  }, 5);
});
