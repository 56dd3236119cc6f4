// Servers that tests start on loopback, on free ports and in folders of their own, and stop by
// their process ids.
//
// REQUIRE_WAREHOUSES=1 makes a server that is not installed a failure; without it the tests that
// need it say that they did not run.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";

// Servers start slowly on a machine that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** The first of the paths that can be run. */
function installed(paths: readonly string[]): string | null {
  const isExecutable = (path: string) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return paths.find(isExecutable) ?? null;
}

const postgresFolders = existsSync("/usr/lib/postgresql")
  ? readdirSync("/usr/lib/postgresql").map((version) => `/usr/lib/postgresql/${version}/bin`)
  : [];

/** Who logs in to every server. What of the password a URL must escape is in it. */
export const user = "tester";
export const password = "Sésame: 50% @/ open";

export const programs = {
  "clickhouse-server": installed(["/usr/sbin/clickhouse-server", "/usr/bin/clickhouse-server"]),
  postgres: installed(postgresFolders.map((folder) => `${folder}/postgres`)),
} as const;

/** Tests that need servers. */
export function describeWith(
  needed: readonly (keyof typeof programs)[],
  title: string,
  body: () => void,
): void {
  const missing = needed.filter((name) => programs[name] === null);
  if (missing.length === 0) {
    describe(title, body);
    return;
  }
  const message = `${title}: not run, ${missing.join(" and ")} not installed: npm run setup:warehouses installs it (Debian).`;
  if (process.env["REQUIRE_WAREHOUSES"] === "1") test(title, () => expect.fail(message));
  else {
    console.warn(message);
    describe.skip(message, body);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts something on ports that are free, and again on others where someone else has taken one of
 * them meanwhile; five times at most.
 *
 * @param start It must leave nothing running where it fails.
 */
export async function onFreePorts<Started>(
  count: number,
  start: (ports: readonly number[]) => Promise<Started>,
): Promise<Started> {
  for (let attempt = 1; ; attempt++) {
    const ports: number[] = [];
    while (ports.length < count) {
      const port = await freePort();
      if (!ports.includes(port)) ports.push(port);
    }
    try {
      return await start(ports);
    } catch (error) {
      if (attempt === 5 || !/address already in use/i.test(String(error))) throw error;
    }
  }
}

/** A server and its folder. */
export class Server {
  readonly folder: string;
  readonly #user: { uid: number; gid: number } | Record<string, never>;
  #child: ChildProcess | null = null;
  #output = "";

  /** @param user Who runs it, where the tests are run by root. */
  constructor(name: string, user?: string) {
    this.folder = mkdtempSync(join(tmpdir(), `bce-${name}-`));
    this.#user = {};
    if (user !== undefined && process.getuid?.() === 0) {
      const id = (flag: string) => Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
      this.#user = { uid: id("-u"), gid: id("-g") };
      chownSync(this.folder, id("-u"), id("-g"));
    }
    chmodSync(this.folder, 0o755);
  }

  /** A file of its folder. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes key.pem and certificate.pem, which signs itself for localhost, into the folder. */
  certify(): void {
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const files = ["-keyout", this.path("key.pem"), "-out", this.path("certificate.pem")];
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files],
      { stdio: "pipe" },
    );
  }

  run(program: string, args: readonly string[]): void {
    execFileSync(program, args, { ...this.#user, cwd: this.folder, stdio: "pipe" });
  }

  /** Starts it, and waits until it answers. Where it ends instead, its folder is gone as well. */
  async start(
    program: string,
    args: readonly string[],
    answers: () => Promise<boolean>,
  ): Promise<void> {
    const child = spawn(program, args, {
      ...this.#user,
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => (this.#output += text));
    const ended = new Promise<never>((_, reject) => {
      child.on("error", (error) => {
        this.#child = null;
        reject(error);
      });
      child.on("exit", (code) =>
        reject(new Error(`${program} ended with ${code}: ${this.#output}${this.#logs()}`)),
      );
    });
    ended.catch(() => undefined);
    let isWaiting = true;
    const ready = async () => {
      while (isWaiting && !(await answers().catch(() => false)))
        await new Promise((resolve) => setTimeout(resolve, 100));
    };
    try {
      // Whoever has taken the port may leave a question without an answer.
      await Promise.race([ready(), ended]);
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      isWaiting = false;
    }
  }

  #logs(): string {
    const path = this.path("log");
    return existsSync(path) ? readFileSync(path, "utf8").slice(-2000) : "";
  }

  /** Ends the process at once, and waits until it is gone. */
  async kill(signal: "SIGKILL" | "SIGQUIT" | "SIGINT" = "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  }

  async stop(signal?: "SIGKILL" | "SIGQUIT" | "SIGINT"): Promise<void> {
    await this.kill(signal);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
