// bce completion, in the shells themselves: bash and fish complete, and zsh is asked what it would
// complete from.
//
// zsh and fish are tested where they are installed; with REQUIRE_SHELLS=1 a missing one is a
// failure.
//
// @module-tag thorough

import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { describeCommands } from "../src/completion/describe.js";
import { engines } from "../src/sql/engines/index.js";
import { bce, scratch } from "./run.js";

const { folder, write } = scratch();
write("predictions.csv", "y,p\n1,0.5\n");

function scriptOf(shell: string): string {
  const { status, stdout } = bce(["completion", shell]);
  expect(status).toBe(0);
  return write(`completion.${shell}`, stdout);
}

function run(shell: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(shell, args, {
    encoding: "utf8",
    cwd: folder,
  });
  expect({ status, stderr, error }).toEqual({ status: 0, stderr: "", error: undefined });
  return stdout;
}

const isThere = (shell: string) =>
  spawnSync(shell, ["--version"]).status === 0 || process.env["REQUIRE_SHELLS"] === "1";

// [words, what they are completed to]; null stands for files.
const cases: [string[], string[] | null][] = [
  [[""], ["score", "compare", "merge", "sql", "completion", "--help"]],
  [["sc"], ["score"]],
  [["score", "--dialect", "t"], ["torch"]],
  [
    ["score", "--dialect", ""],
    ["keras2", "keras3", "torch", "exact"],
  ],
  [["score", "--format", "c"], ["csv"]],
  [
    ["compare", "--format", ""],
    ["table", "json"],
  ],
  [["compare", "--boot"], ["--bootstrap"]],
  [["compare", "--prediction-"], ["--prediction-b"]],
  [["sql", "--engine", ""], engines.map(({ name }) => name)],
  [["score", "--label", "pred"], []],
  [["score", "--report", "pred"], null],
  [["score", "pred"], null],
  [["compare", "a.csv", "pred"], null],
  [["compare", "--bootstrap", "pred"], null],
  [["sql", ""], []],
  [["completion", "z"], ["zsh"]],
];

describe("bash", () => {
  // The default, files, is what readline gives where the function finds nothing and does not turn
  // it off.
  const complete = (words: readonly string[]) => {
    const quoted = words.map((word) => `'${word}'`).join(" ");
    const script = `source '${scriptOf("bash")}'; compopt() { [[ "$*" == "+o default" ]] && none=1; }
      COMP_WORDS=(bce ${quoted}); COMP_CWORD=${words.length}; _bce; printf '%s\\n' "$none" "\${COMPREPLY[@]}"; complete -p bce`;
    const lines = run("bash", "--norc", "-c", script).trimEnd().split("\n");
    expect(lines.pop()).toBe("complete -o default -F _bce bce");
    const found = lines.slice(1).filter((line) => line !== "");
    return lines[0] === "1" || found.length > 0 ? found : null;
  };

  test.each(cases)("%j", (words, expected) => {
    expect(complete(words)).toEqual(expected);
  });

  test("a value behind =, which bash makes three words of, and what comes behind --", () => {
    expect(complete(["score", "--dialect", "=", "ex"])).toEqual(["exact"]);
    expect(complete(["score", "--dialect", "="])).toEqual(["keras2", "keras3", "torch", "exact"]);
    expect(complete(["score", "--", "--dia"])).toBeNull();
  });
});

describe.skipIf(!isThere("fish"))("fish", () => {
  test.each(cases)("%j", (words, expected) => {
    const line = ["bce", ...words].join(" ");
    const found = run(
      "fish",
      "--no-config",
      "-c",
      `source '${scriptOf("fish")}'; complete -C '${line}'`,
    ).split("\n");
    const names = found
      .map((one) => one.split("\t")[0]!)
      .filter((one) => one !== "" && !one.startsWith("completion."));
    // Options are completed behind a hyphen alone, and fish sorts.
    const wanted = expected?.filter(
      (one) => !one.startsWith("--") || words.at(-1)!.startsWith("-"),
    ) ?? ["predictions.csv"];
    expect(names.sort()).toEqual([...wanted].sort());
  });
});

describe.skipIf(!isThere("zsh"))("zsh", () => {
  const asked = (words: readonly string[]) => {
    const script = `compdef() { print -r -- "compdef $*"; }; _arguments() { print -r -- "$words[1]"; print -rl -- "$@"; }
      compadd() { print -rl -- "$@"; }; source '${scriptOf("zsh")}'; words=(bce ${words.map((word) => `'${word}'`).join(" ")})
      CURRENT=$#words; _bce`;
    return run("zsh", "-f", "-c", script).trimEnd().split("\n");
  };

  test("is told of each command's options, values and files", () => {
    expect(asked([""])).toEqual([
      "compdef _bce bce",
      "--",
      "score",
      "compare",
      "merge",
      "sql",
      "completion",
      "--help",
    ]);
    for (const { name, options } of describeCommands()) {
      const specs = asked([name, "--"]).slice(3);
      expect(
        specs.map((spec) => /^\*?(--[\w-]+)/.exec(spec)?.[1]).filter((option) => option),
      ).toEqual(options.map((option) => option.name));
    }
    const specs = asked(["score", "--"]);
    expect(specs.slice(0, 3)).toEqual(["compdef _bce bce", "score", "-S"]);
    expect(specs).toContain("--dialect=:value:(keras2 keras3 torch exact)");
    expect(specs).toContain("--report=:file:_files");
    expect(specs).toContain("*--by=:value: ");
    expect(specs.at(-1)).toBe("*:file:_files");
    expect(run("zsh", "-n", scriptOf("zsh"))).toBe("");
  });
});

describe("one definition", () => {
  test.each(describeCommands())(
    "the help of $name has all its options, and no others",
    ({ name, options }) => {
      const { stdout } = bce([name, "--help"]);
      const inHelp = new Set(stdout.match(/(?<![\w-])--[a-z][\w-]*/g));
      const known = options.map((option) => option.name);
      expect([...inHelp].sort()).toEqual([...known].sort());
    },
  );

  test("the commands are those that the program knows", () => {
    const names = describeCommands().map(({ name }) => name);
    expect(bce(["x"]).stderr).toContain(`must be one of ${names.join(", ")}, got`);
    for (const name of names) expect(bce(["--help"]).stdout).toContain(`  bce ${name} `);
  });

  test("a shell that it does not know", () => {
    const { status, stdout, stderr } = bce(["completion", "powershell"]);
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: "",
      stderr: 'bce completion: the shell must be one of bash, zsh, fish, got "powershell".\n',
    });
    expect(bce(["completion"]).status).toBe(2);
    expect(bce(["completion", "bash", "zsh"]).status).toBe(2);
  });
});
