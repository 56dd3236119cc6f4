import * as names from "binary-crossentropy";
import { expect, test } from "vitest";
import { code, shown } from "../../src/playground/first.js";
import { runProgram, type Shown } from "../../src/playground/run.js";
import { statementsOf } from "../../src/playground/statements.js";

const run = async (code: string) => {
  const shown: Shown[] = [];
  await runProgram(code, { name: "binary-crossentropy", names }, shown);
  return shown;
};

test("the example of the start page gives what the page shows at first", async () => {
  expect(await run(code)).toEqual(shown);
});

test("a statement ends at a semicolon that is in no bracket, string or comment", () => {
  expect(
    statementsOf('const a = ";"; // one; two\nf([1; 2]);\nconstant; `;{1}`').map(
      ({ text }) => text,
    ),
  ).toEqual(['const a = ";"', "f([1; 2])", "constant", "`;{1}`"]);
});

test("what declares is not shown", () => {
  const isExpression = (text: string) => statementsOf(text)[0]!.isExpression;
  expect(isExpression("const a = 1")).toBe(false);
  expect(isExpression("constant")).toBe(true);
  expect(isExpression("importance(1)")).toBe(true);
});

test("another import is refused by its name", async () => {
  await expect(run('import { a } from "other";')).rejects.toThrow(
    "Only binary-crossentropy can be imported here, got other.",
  );
});
