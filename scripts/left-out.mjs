// A reporter for Vitest that says at the end of a run which tests it left out, and how to run them.
import { relative } from "node:path";

const tier = "thorough";

/** The first of the suites around a test that was skipped as a whole, or the test. */
function skipped(test) {
  let outermost = test;
  for (let task = test.parent; task.type === "suite"; task = task.parent)
    if (task.options.mode === "skip") outermost = task;
  return outermost.name;
}

export default class LeftOut {
  onTestRunEnd(modules) {
    const left = modules
      .flatMap((module) => [...module.children.allTests("skipped")])
      .filter(({ options }) => options.mode === "skip");
    const thorough = left.filter(({ tags }) => tags.includes(tier)).length;
    const others = left
      .filter(({ tags }) => !tags.includes(tier))
      .map((test) => `${relative("", test.module.moduleId)}: ${skipped(test)}`);
    if (thorough > 0)
      console.log(`\n${thorough} tests of the ${tier} tier were left out: npm run test:all.`);
    for (const line of new Set(others)) console.log(`Left out: ${line}`);
  }
}
