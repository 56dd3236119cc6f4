// The program as packed, beside the library and the strategies.
import { join } from "node:path";
import { check, folder, install, manifests, namedFiles, pack, run, write } from "./project.mjs";

/** @param packages The files of the packed libraries. */
export function checkProgram(...packages) {
  const { filename, paths } = pack("program");
  check(
    `${filename} holds the program, its thread and its page, and nothing else`,
    ["dist/main.js", "dist/worker.js", ...namedFiles(manifests.program)].every((path) =>
      paths.includes(path),
    ) &&
      paths.every((path) =>
        /^(dist\/[\w-]+\.js|bin\/bce\.js|docs\/cli\.md|README\.md|LICENSE|package\.json)$/.test(
          path,
        ),
      ),
  );
  install(...packages.map((file) => `./${file}`), `./${filename}`);
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
