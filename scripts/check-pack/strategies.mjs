// The strategies as packed, beside the library.
import { check, install, manifests, namedFiles, pack, run, write } from "./project.mjs";

const alone = `import { MpiStrategy, Strategy } from "binary-crossentropy-distribute";
console.log(new Strategy().reduce("sum", 1));
await MpiStrategy.start().catch(({ message }) => console.log(message));
`;

/** The loss asks the strategy, which is another package, in ES modules and in CommonJS alike. */
const rule = `const { BinaryCrossentropy } = require("binary-crossentropy");
const { Strategy } = require("binary-crossentropy-distribute");
const communicator = { rank: 0, size: 2 };
try {
  new Strategy(communicator).run(() => new BinaryCrossentropy()([0], [1]));
} catch ({ message }) {
  console.log(message.replace(/, outside.*/, ""));
}
`;

const refused =
  'BinaryCrossentropy: reduction must be "sum" or "none" under a strategy of 2 replicas\n';

/** @param library The file of the packed library. */
export function checkStrategies(library) {
  const { filename, paths } = pack("distribute");
  check(
    `${filename} holds the build, the sources, the documentation and the licence, and nothing else`,
    paths.every((path) =>
      /^(dist|src|docs|tfjs|checkpoint)\/|^(README|LICENSE|package\.json)/.test(path),
    ),
  );
  check(
    "it holds what its entries need",
    namedFiles(manifests.distribute).every((path) => paths.includes(path)),
  );
  install(`./${library}`, `./${filename}`);
  write("strategies.mjs", alone);
  check(
    "one replica needs the library alone, and several name koffi where it is missing",
    run("node", ["strategies.mjs"]) ===
      "1\nMpiStrategy.start: the package koffi, which calls MPI, must be installed, got none. Run `npm install koffi`.\n",
  );
  write("rule.cjs", rule);
  check("the library and the strategies know one another", run("node", ["rule.cjs"]) === refused);
  return filename;
}
