// The program without the native packages that it needs to read files.
//
// @module-tag thorough

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { endings, names } from "./endings.js";

const { folder, sentence, temporary } = endings();

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
