// The library in the hands of tools: bundlers, CommonJS, resolvers that read `main` alone, Jest as
// it comes.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, entries, folder, install, run, runOwn, write } from "./project.mjs";

export function checkBundlers() {
  write(
    "ask.mjs",
    'import { kernelName } from "binary-crossentropy";\nconsole.log(kernelName());\n',
  );
  const kernel = run("node", ["ask.mjs"]);
  check(
    `its kernels run from where it is installed: ${kernel.trim()}`,
    /^(relaxed-)?simd$/.test(kernel.trim()),
  );
  const bundlers = {
    esbuild: ["--bundle", "--minify", "--format=cjs", "--outfile=esbuild.cjs"],
    rolldown: ["--minify", "--format", "cjs", "--file", "rolldown.cjs"],
  };
  for (const [name, options] of Object.entries(bundlers)) {
    runOwn(name, ["ask.mjs", ...options]);
    const answer = run("node", [join(folder, `${name}.cjs`)], tmpdir());
    check(`${name} makes one file of it, without a setting for its kernels`, answer === kernel);
  }
}

const list = JSON.stringify(entries);

const oneCopy = `const { BinaryCrossentropy } = require("binary-crossentropy");
import("binary-crossentropy").then((module) => console.log(module.BinaryCrossentropy === BinaryCrossentropy));
`;

const mainAlone = `const { sync } = require("resolve");
const resolved = ${list}.map((entry) => require(sync(entry, { basedir: __dirname })));
console.log(resolved.length, new resolved[0].BinaryCrossentropy()([0, 0, 1, 1], [1, 1, 1, 0]).toFixed(6));
`;

const jestTest = `const { BinaryCrossentropy } = require("binary-crossentropy");
const { startThreads } = require("binary-crossentropy/threads");
const { Strategy } = require("binary-crossentropy-distribute");

test.each(${list})("%s", (entry) => expect(Object.keys(require(entry)).length).toBeGreaterThan(0));

test("the loss", () => expect(new BinaryCrossentropy()([0, 0, 1, 1], [1, 1, 1, 0])).toBeCloseTo(11.522857, 5));

test("the loss asks the strategy", () => {
  const ofTwo = new Strategy({ rank: 0, size: 2 });
  expect(() => ofTwo.run(() => new BinaryCrossentropy()([0], [1]))).toThrow("under a strategy of 2 replicas");
});

test("threads", async () => {
  const threads = await startThreads({ count: 2, threshold: 0 });
  const x = new Float32Array(new SharedArrayBuffer(8)).fill(1);
  expect(await threads.evaluate(new BinaryCrossentropy(), x, x)).toBeCloseTo(0);
  expect(threads.passes).toBe(1);
  await threads.stop();
});
`;

export function checkCommonJs() {
  install("jest@30", "resolve@1", "@tensorflow/tfjs-core@4.22.0", "@jax-js/jax@0.1.25");
  write("one.cjs", oneCopy);
  check("in Node require() and import give one copy of it", run("node", ["one.cjs"]) === "true\n");
  write("main-alone.cjs", mainAlone);
  check(
    "a resolver that reads main alone finds every entry, which runs",
    run("node", ["main-alone.cjs"]) === `${entries.length} 11.522857\n`,
  );
  write("entries.test.cjs", jestTest);
  // Jest prints its report to the standard error, and fails by its exit code.
  runOwnJest(["--testMatch", "**/entries.test.cjs"]);
  check("every entry, the loss, strategies and threads run in Jest as it comes", true);
}

const runOwnJest = (args) => run(join(folder, "node_modules/.bin/jest"), args);
