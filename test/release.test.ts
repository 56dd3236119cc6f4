// `npm run release` refuses what should not be published, and says why; what may be goes to npm in
// the order in which the packages need one another. npm is a program here that writes down what it
// is asked for.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const script = join(root, "scripts/release/main.mjs");
const folder = mkdtempSync(join(tmpdir(), "binary-crossentropy-release-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  mkdirSync(join(folder, "bin"));
  const npm = `#!/bin/sh\necho "$PWD: $*" >> "$ASKED"\ntest "$1 $2" != "$FAILS"\n`;
  writeFileSync(join(folder, "bin/npm"), npm, { mode: 0o755 });
});

const folders = ["binary-crossentropy", "distribute", "cli"] as const;
type Manifest = Record<string, unknown>;

const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));

const { version } = manifestOf("binary-crossentropy") as { version: string };
const address = "https://example.org/";
const links: Manifest = { repository: address, bugs: address, homepage: address };

/** Releases the packages of this repository, with an address each, and with what is changed. */
function release(
  changes: Partial<Record<(typeof folders)[number], Manifest>> = {},
  changelog = `# Changelog\n\n## ${version} (2026-12-01)\n`,
  args: readonly string[] = [],
  fails = "",
) {
  const copy = mkdtempSync(join(folder, "copy-"));
  for (const name of folders) {
    mkdirSync(join(copy, "packages", name), { recursive: true });
    const manifest = { ...manifestOf(name), ...links, ...changes[name] };
    writeFileSync(join(copy, "packages", name, "package.json"), JSON.stringify(manifest));
  }
  writeFileSync(join(copy, "CHANGELOG.md"), changelog);
  const asked = join(copy, "asked");
  writeFileSync(asked, "");
  const { status, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: copy,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${folder}/bin:${process.env["PATH"]}`,
      ASKED: asked,
      FAILS: fails,
    },
  });
  const commands = readFileSync(asked, "utf8").replaceAll(`${copy}/packages/`, "");
  return { status, stderr, asked: commands.replaceAll(copy, ".").split("\n").slice(0, -1) };
}

const refused = (...problems: string[]) => ({
  status: 1,
  stderr: `Not released:\n${problems.map((problem) => `  ${problem}\n`).join("")}`,
  asked: [],
});

test("what agrees is built, checked as packed, and tried in order", () => {
  expect(release()).toEqual({
    status: 0,
    stderr: "",
    asked: [
      ".: run build",
      ".: run check:pack",
      "binary-crossentropy: publish --dry-run",
      "distribute: publish --dry-run",
      "cli: publish --dry-run",
    ],
  });
});

test("nothing is published unless that is asked for", () => {
  const { status, asked } = release({}, undefined, ["--publish"]);
  expect([status, asked.slice(2)]).toEqual([
    0,
    ["binary-crossentropy: publish", "distribute: publish", "cli: publish"],
  ]);
  expect(release({}, undefined, ["--now"])).toEqual(
    refused("The only option is --publish, got --now."),
  );
});

test("a package that fails its checks ends it", () => {
  const { status, asked } = release({}, undefined, [], "run check:pack");
  expect([status, asked]).toEqual([1, [".: run build", ".: run check:pack"]]);
});

test("another version is refused, of a package and of what it asks for", () => {
  const peers = { ...(manifestOf("distribute")["peerDependencies"] as object) };
  expect(
    release({
      distribute: { peerDependencies: { ...peers, "binary-crossentropy": `^${version}` } },
      cli: { version: "9.9.9" },
    }),
  ).toEqual(
    refused(
      `binary-crossentropy-distribute: peerDependencies["binary-crossentropy"] must be "${version}", got "^${version}".`,
      `binary-crossentropy-cli: version must be "${version}", got "9.9.9".`,
    ),
  );
});

test("a version without its section in the changelog is refused", () => {
  expect(release({}, "# Changelog\n\n## 9.9.9\n")).toEqual(
    refused(`CHANGELOG.md must have a section "## ${version}", got "## 9.9.9".`),
  );
  expect(release({}, `## ${version} (not yet published)\n`)).toEqual(
    refused(
      `CHANGELOG.md must say when ${version} was published, got "## ${version} (not yet published)".`,
    ),
  );
});

test("a package without addresses is refused, and each missing field named", () => {
  expect(
    release({
      "binary-crossentropy": { repository: undefined, bugs: undefined, homepage: undefined },
      cli: { homepage: "", keywords: [] },
    }),
  ).toEqual(
    refused(
      "binary-crossentropy: package.json must have repository, bugs, homepage, got none.",
      "binary-crossentropy-cli: package.json must have keywords, homepage, got none.",
    ),
  );
});
