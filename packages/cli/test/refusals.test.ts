// No user meets a stack: whatever the program is given, it ends with one sentence on standard error
// and an exit code, and leaves nothing in the temporary folder.

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { testInTiers, thorough } from "@binary-crossentropy/test/tiers";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { bce, bin, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const rows = "y,p\n1,0.5\n0,0.25\n";
const good = write("good.csv", rows);
chmodSync(folder, 0o755);

const temporary = `${folder}/temporary`;
mkdirSync(temporary);
chmodSync(temporary, 0o777);

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** That a run ended as it should, and the sentence. */
function sentence({ status, stdout, stderr }: Ended, code = /^[12]$/): string {
  expect(String(status), stderr).toMatch(code);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^bce( \w+)?: [^\n]+[.?…]\n$/);
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+|node:internal|Error:|undefined|\[object/);
  expect(readdirSync(temporary)).toEqual([]);
  return stderr.replaceAll(`${folder}/`, "").trimEnd();
}

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  bce(args, { env: { TMPDIR: temporary, ...env }, cwd: folder });

/** The same by a user who may do nothing special. */
function runUnprivileged(args: readonly string[], env: Record<string, string> = {}): Ended {
  const isRoot = process.geteuid!() === 0;
  const drop = isRoot
    ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    : ["env"];
  const [command, ...rest] = [...drop, process.execPath, bin, ...args];
  return spawnSync(command!, rest, {
    encoding: "utf8",
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary, ...env },
  });
}

describe("broken files", () => {
  const deep = (open: string, close: string, count: number) =>
    `${open.repeat(count)}1${close.repeat(count)}`;
  const files: Record<string, string | Buffer> = {
    "empty.csv": "",
    "lines.csv": "\r\n\r\n",
    "names.csv": "y,p\n",
    "zeros.csv": Buffer.alloc(10_000),
    "zero-cell.csv": "y,p\n1,\0\n",
    "latin.csv": Buffer.from("y,p\n1,\xe9\n", "latin1"),
    "utf16.csv": Buffer.from("\ufeffy,p\n1,0.5\n", "utf16le"),
    "open.csv": 'y,p\n1,"0.5\n',
    "stray.csv": 'y,p,t\n1,0.5,"a"b\n',
    "ragged.csv": "y,p\n1\n1,2,3\n",
    "random.csv": Buffer.from(
      Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) % 256),
    ),
    "random.parquet": Buffer.from(
      Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) % 256),
    ),
    "magic.parquet": "PAR1",
    "magics.parquet": "PAR1PAR1",
    "length.parquet": Buffer.from("PAR1\xff\xff\xff\x7fPAR1", "latin1"),
    "head.npy": "\x93NUMPY",
    "header.npy": Buffer.from("\x93NUMPY\x01\x00\xff\xff{", "latin1"),
    "cut.csv.gz": gzipSync(rows.repeat(1000)).subarray(0, 40),
    "head.csv.gz": Buffer.from([0x1f, 0x8b]),
    "cut.csv.zst": Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04]),
    "cut.zip": Buffer.from("PK\x03\x04"),
    "list.json": '[{"y":1,"p":0.5}]',
    "number.ndjson": "1\n",
    "cut.ndjson": '{"y":1,"p":0.5}\n{"y":',
    "surrogate.ndjson": '{"y":1,"p":"\\ud800"}\n',
    "lists.ndjson": `{"y":1,"p":0.5}\n{"y":1,"p":0.5,"x":${deep("[", "]", 10_000)}}\n`,
    "objects.ndjson": `{"y":1,"p":0.5}\n{"y":1,"p":0.5,"x":${deep('{"a":', "}", 10_000)}}\n`,
    "prediction.ndjson": `{"y":1,"p":0.5}\n{"y":1,"p":${deep("[", "]", 200_000)}}\n`,
    "brackets.ndjson": `${deep("[", "]", 2_000_000)}\n`,
    "open-brackets.ndjson": `{"y":1,"p":0.5}\n${"[".repeat(100_000)}\n`,
    "open-objects.ndjson": `${'{"a":'.repeat(100_000)}\n`,
    "lists.ndjson.gz": gzipSync(`{"y":1,"p":0.5,"x":${deep("[", "]", 100_000)}}\n`),
  };

  /** One of each kind: empty, of another encoding, random, cut, damaged, too deep. */
  const representative = [
    "names.csv",
    "latin.csv",
    "random.parquet",
    "header.npy",
    "cut.csv.gz",
    "cut.ndjson",
    "lists.ndjson",
  ];

  testInTiers(Object.entries(files), representative, (name, content) => {
    write(name, content);
    const isArray = name.endsWith(".npy");
    const said = sentence(
      run(
        isArray
          ? ["score", name, name === "head.npy" ? "header.npy" : "head.npy"]
          : ["score", name, ...names],
      ),
    );
    // Where files have lines that can be told, the deep one is.
    if (name.startsWith("lists") || name === "objects.ndjson")
      expect(said).toMatch(/, line [12], must be nested at most 1000 deep, got /);
    if (isArray) return;
    sentence(run(["score", name, ...names, "--skip-bad-rows", "--by", "y"]), /^[12]$/);
    sentence(run(["compare", name, good, ...names]));
  });

  test("Parquet, cut and damaged anywhere", thorough, async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(
      `COPY (SELECT i % 2 AS y, i / 3000 AS p FROM range(3000) t(i)) TO '${folder}/whole.parquet' (FORMAT parquet)`,
    );
    const whole = readFileSync(`${folder}/whole.parquet`);
    for (const length of [whole.length - 1, whole.length - 8, whole.length >> 1, 12]) {
      write("cut.parquet", whole.subarray(0, length));
      sentence(run(["score", "cut.parquet", ...names]));
    }
    for (const back of [9, 20, 40, 60, 100]) {
      const damaged = Buffer.from(whole);
      damaged.fill(0xff, whole.length - back, whole.length - back + 1);
      write("damaged.parquet", damaged);
      const ended = run(["score", "damaged.parquet", ...names]);
      if (ended.status !== 0) sentence(ended);
    }
  });
});

describe("what the program may not do", () => {
  beforeAll(() => {
    mkdirSync(`${folder}/closed`);
    mkdirSync(`${folder}/sealed`, { mode: 0 });
    chmodSync(`${folder}/closed`, 0o555);
    chmodSync(write("secret.csv", rows), 0);
    mkdirSync(`${folder}/some`);
    chmodSync(write("some/secret.csv", rows), 0);
  });

  test.each([
    [
      ["score", "secret.csv", ...names],
      'FILE must be a path that can be read, got "secret.csv" (EACCES).',
    ],
    [
      ["score", "some", ...names],
      'FILE must be a path that can be read, got "some/secret.csv" (EACCES).',
    ],
    [
      ["score", "some/*.csv", ...names],
      'FILE must be a path that can be read, got "some/secret.csv" (EACCES).',
    ],
    [["score", "sealed", ...names], 'FILE must be a path that can be read, got "sealed" (EACCES).'],
    [
      ["score", "sealed/a.csv", ...names],
      'FILE must be a path that can be read, got "sealed/a.csv" (EACCES).',
    ],
    [
      ["score", "sealed/*.csv", ...names],
      'FILE must be a path that can be read, got "sealed/*.csv" (EACCES).',
    ],
    [
      ["compare", "good.csv", "secret.csv", ...names],
      'FILE must be a path that can be read, got "secret.csv" (EACCES).',
    ],
    ...["closed", "sealed"].map((where): [string[], string] => [
      ["score", "good.csv", ...names, "--report", `${where}/r.html`],
      `--report must be a file that can be written to, got "${where}/r.html" (EACCES). Name one in another folder.`,
    ]),
  ])("%j", (args, message) => {
    expect(sentence(runUnprivileged(args))).toBe(`bce ${args[0]}: ${message}`);
  });

  test.each(["closed", "nowhere", "good.csv"])("TMPDIR=%s", (where) => {
    const code = { closed: "EACCES", nowhere: "ENOENT", "good.csv": "ENOTDIR" }[where];
    for (const args of [
      ["score", "good.csv"],
      ["compare", "good.csv", "good.csv"],
    ]) {
      expect(sentence(runUnprivileged([...args, ...names], { TMPDIR: `${folder}/${where}` }))).toBe(
        `bce ${args[0]}: TMPDIR must be a folder that can be written to, got "${where}" (${code}). Set it to one, such as /tmp.`.replace(
          `"${where}"`,
          JSON.stringify(where),
        ),
      );
    }
  });

  test.each([
    ["nowhere/r.html", 'be in a folder that exists, got "nowhere/r.html".'],
    ["good.csv/r.html", 'be a file that can be written to, got "good.csv/r.html" (ENOTDIR).'],
    [".", 'be a file, got a folder, ".".'],
    ["/dev/null", 'be a file, got something else, "/dev/null".'],
    [`${"x".repeat(300)}.html`, "be a file that can be written to, got "],
    [
      "s3://bucket/r.html",
      'be a file on this machine, got "s3://bucket/r.html". Write it here, and upload it then.',
    ],
  ])("--report %s", (report, message) => {
    for (const args of [
      ["score", "good.csv"],
      ["compare", "good.csv", "good.csv"],
    ]) {
      expect(sentence(run([...args, ...names, "--report", report]))).toContain(
        `bce ${args[0]}: --report must ${message}`,
      );
    }
    expect(existsSync("/dev/null")).toBe(true);
  });

  test("standard input that is a folder, or closed", () => {
    const script = (redirection: string) =>
      `exec "$NODE" "$BCE" score - --label y --prediction p ${redirection}`;
    const env = { ...process.env, NODE: process.execPath, BCE: bin, TMPDIR: temporary };
    for (const redirection of ["< .", "<&-"]) {
      sentence(
        spawnSync("bash", ["-c", script(redirection)], { cwd: folder, encoding: "utf8", env }),
      );
    }
  });
});

describe("an address is no file", () => {
  test.each([
    ["s3://bucket/*.parquet", "aws s3 cp ADDRESS -"],
    ["https://example.org/*.csv", "curl -sSf ADDRESS"],
    ["https://example.org/a.csv?x=[1]", "curl -sSf ADDRESS"],
    ["gs://bucket/a.csv", "gcloud storage cat ADDRESS"],
    ["hdfs://host/a.csv", "hdfs dfs -cat ADDRESS"],
    ["S3://bucket/a.csv", "aws s3 cp ADDRESS -"],
  ])("%s", (url, fetch) => {
    const said = `FILE must be on this machine, got ${JSON.stringify(url)}. Download it, or pipe it: ${fetch} | bce score - --label … --prediction …`;
    expect(sentence(run(["score", url, ...names]))).toBe(`bce score: ${said}`);
    expect(sentence(run(["compare", "good.csv", url, ...names]))).toBe(`bce compare: ${said}`);
  });

  test("of a scheme that is not known, of a file, and of a database, whose password is not shown", () => {
    const of = (url: string) =>
      sentence(run(["score", url, ...names])).replace(
        "bce score: FILE must be on this machine, got ",
        "",
      );
    expect(of("az://c/a.csv")).toBe('"az://c/a.csv". Download it first.');
    expect(of("file:///a.csv")).toBe('"file:///a.csv". Leave file:// out.');
    expect(of("postgres://u:secret@h/d")).toBe(
      '"postgres://h/d". A table of a database comes with --url and --table.',
    );
  });
});

describe("a native package that is not installed", () => {
  const modules = fileURLToPath(new URL("../../../node_modules", import.meta.url));
  /** The program with the packages that it needs, without some of them. */
  function installWithout(...missing: string[]): string {
    const root = mkdtempSync(`${folder}/install-`);
    const cli = fileURLToPath(new URL("..", import.meta.url));
    for (const part of ["bin", "dist", "package.json"])
      cpSync(`${cli}/${part}`, `${root}/${part}`, { recursive: true });
    const { dependencies } = JSON.parse(readFileSync(`${cli}/package.json`, "utf8"));
    mkdirSync(`${root}/node_modules/@duckdb`, { recursive: true });
    for (const name of Object.keys(dependencies).filter((one) => !missing.includes(one))) {
      const from = `${modules}/${name}`;
      // What looks for its native part looks from where it really is.
      if (name === "koffi")
        cpSync(from, `${root}/node_modules/${name}`, {
          recursive: true,
          filter: (path) => !path.includes("/vendor"),
        });
      else if (name.startsWith("@duckdb"))
        cpSync(from, `${root}/node_modules/${name}`, { recursive: true, dereference: true });
      else if (existsSync(from)) {
        mkdirSync(`${root}/node_modules/${name}`.replace(/\/[^/]+$/, ""), { recursive: true });
        symlinkSync(from, `${root}/node_modules/${name}`);
      }
    }
    const library = `@duckdb/node-bindings-${process.platform}-${process.arch}`;
    if (!missing.includes("library"))
      symlinkSync(`${modules}/${library}`, `${root}/node_modules/${library}`);
    if (!missing.includes("@koromix"))
      symlinkSync(`${modules}/@koromix`, `${root}/node_modules/@koromix`);
    return `${root}/bin/bce.js`;
  }

  const start = (program: string, args: readonly string[]) =>
    spawnSync(process.execPath, [program, ...args], {
      encoding: "utf8",
      cwd: folder,
      env: { ...process.env, TMPDIR: temporary },
    });

  test.each([
    ["library", `@duckdb/node-bindings-${process.platform}-${process.arch}`],
    ["@duckdb/node-bindings", "@duckdb/node-bindings"],
    ["koffi", "koffi"],
    ["@koromix", "koffi"],
  ])("%s", (missing, named) => {
    const program = installWithout(missing);
    for (const args of [
      ["score", "good.csv"],
      ["compare", "good.csv", "good.csv"],
    ]) {
      const said = sentence(start(program, [...args, ...names]), /^2$/);
      expect(said).toContain(
        `bce ${args[0]}: reading files must have the native package ${named}, got `,
      );
      expect(said).toContain("npm install --global --include=optional binary-crossentropy-cli");
      expect(said).toContain(
        "Linux (x64 and arm64, glibc and musl), macOS (x64 and arm64) and Windows (x64 and arm64)",
      );
    }
    // What reads no files needs none of them.
    expect(start(program, ["sql", "--engine", "duckdb", "--table", "t", ...names]).status).toBe(0);
  });

  test("with all of them it runs", () => {
    expect(start(installWithout(), ["score", "good.csv", ...names])).toMatchObject({
      status: 0,
      stderr: "",
    });
  });
});

test("a fault of the program is a sentence too, and shows its stack where that is asked for", async () => {
  const { sayError } = await import("../src/say-error.js");
  const said = (error: unknown, stack = ""): [number, string] => {
    let text = "";
    const write = process.stderr.write;
    process.stderr.write = ((chunk: string) => {
      text += chunk;
      return true;
    }) as never;
    process.env["BCE_STACK"] = stack;
    try {
      return [sayError("bce score", error), text];
    } finally {
      process.stderr.write = write;
      delete process.env["BCE_STACK"];
    }
  };
  const fault = new TypeError("x is not\na function");
  const sentence =
    'bce score: the program must come to an end by itself, got "x is not a function". ' +
    "This is a fault of the program: please report it, with what it prints under BCE_STACK=1.\n";
  expect(said(fault)).toEqual([70, sentence]);
  expect(said(fault, "1")[1]).toBe(`${fault.stack}\n${sentence}`);
  expect(said("words")[0]).toBe(70);
  const system = Object.assign(new Error("EIO: i/o error, read"), { code: "EIO", syscall: "read" });
  expect(said(system)).toEqual([
    1,
    'bce score: the machine must let it read and write, got "EIO: i/o error, read".\n',
  ]);
});

describe("the temporary folder of a run that was killed", () => {
  const left = (pid: number, machine: string) => {
    const path = `${temporary}/bce-run-${pid}-${machine.length}`;
    mkdirSync(path);
    writeFileSync(`${path}/owner`, `${machine}\n${pid}\n`);
    return path;
  };

  test("goes with the next run, and that of a run that goes on stays", () => {
    const { pid } = spawnSync("true");
    const owner = (text: string) => text.split("\n")[0]!;
    // What this machine calls itself, as a run writes it.
    const script = `"$NODE" "$BCE" score - --label y --prediction p & sleep 2; cat "$TMPDIR"/bce-run-*/owner; kill -9 $!`;
    const env = { ...process.env, NODE: process.execPath, BCE: bin, TMPDIR: temporary };
    const { stdout } = spawnSync(
      "bash",
      ["-c", `(sleep 5) | ( ${script.replace("score -", "score - <&0")} )`],
      { encoding: "utf8", env },
    );
    expect(readdirSync(temporary)).toHaveLength(1);
    const ours = owner(stdout);
    const [dead, elsewhere, alive] = [
      left(pid, ours),
      left(pid, "another machine"),
      left(process.pid, ours),
    ];
    expect(run(["score", "good.csv", ...names]).status).toBe(0);
    expect([dead, elsewhere, alive].map((path) => existsSync(path))).toEqual([false, true, true]);
    expect(readdirSync(temporary)).toHaveLength(2);
    for (const path of [elsewhere, alive]) spawnSync("rm", ["-r", path]);
  });
});
