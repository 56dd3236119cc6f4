// Runs a reader's program in a worker of the page, with the package's names, and gives the value of
// each of its expressions.

import { statementsOf } from "./statements.js";

export interface Shown {
  readonly text: string;
  readonly value: string;
}

/** Named imports, which become lookups. */
const imports = /^import\s*\{([^}]*)\}\s*from\s*["']([^"']*)["']$/;

function inPlaceOf(statement: string, library: string): string {
  const [, names, from] = imports.exec(statement) ?? [];
  if (names === undefined) return statement;
  if (from !== library) throw new Error(`Only ${library} can be imported here, got ${from}.`);
  return `const {${names.replace(/\s+as\s+/g, ": ")}} = library`;
}

/** A value in the form that one would write it in. */
export function describe(value: unknown): string {
  if (typeof value === "number") return String(Number(value.toPrecision(7)));
  if (typeof value === "string") return JSON.stringify(value);
  if (ArrayBuffer.isView(value)) return describe(Array.from(value as Float32Array));
  if (Array.isArray(value)) return `[${value.map(describe).join(", ")}]`;
  if (typeof value === "object" && value !== null && !(value instanceof Error))
    return `{ ${Object.entries(value)
      .map(([name, part]) => `${name}: ${describe(part)}`)
      .join(", ")} }`;
  return String(value);
}

/** @throws whatever the program throws, with what came before it in `shown`. */
export async function runProgram(
  code: string,
  library: { readonly name: string; readonly names: object },
  shown: Shown[],
): Promise<void> {
  const statements = statementsOf(code);
  const body = statements.map(({ text, isExpression }, i) =>
    isExpression ? `show(${i}, await (${text}\n));` : `${inPlaceOf(text, library.name)};`,
  );
  const show = (i: number, value: unknown) =>
    shown.push({ text: statements[i]!.text, value: describe(value) });
  const AsyncFunction = runProgram.constructor as FunctionConstructor;
  await new AsyncFunction("library", "show", body.join("\n"))(library.names, show);
}
