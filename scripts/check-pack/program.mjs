// The program as packed, beside the library.
import { join } from "node:path";
import { check, folder, install, pack, run, write } from "./project.mjs";

export function checkProgram(library) {
  const { filename, paths } = pack("cli");
  check(
    `${filename} holds the program and its thread, and nothing else`,
    ["bin/bce.js", "dist/main.js", "dist/worker.js"].every((path) => paths.includes(path)) &&
      paths.every((path) =>
        /^(dist\/[\w-]+\.js|bin\/bce\.js|README\.md|LICENSE|package\.json)$/.test(path),
      ),
  );
  install(`./${library}`, `./${filename}`);
  const bce = join(folder, "node_modules/.bin/bce");
  const scored = [
    "score",
    "predictions.csv",
    "--label",
    "y",
    "--prediction",
    "p",
    "--dtype",
    "float32",
    "--format",
    "json",
  ];
  write("predictions.csv", "y,p\n0,1\n0,1\n1,1\n1,0\n");
  check("the program scores a file", JSON.parse(run(bce, scored)).loss.toFixed(5) === "11.52286");
  const rows = Array.from({ length: 1_000_000 }, (_, i) => `${i % 2},0.250000`);
  write("predictions.csv", `y,p\n${rows.join("\n")}\n`);
  check("and a large one, with its thread", JSON.parse(run(bce, scored)).count === 1_000_000);
}
