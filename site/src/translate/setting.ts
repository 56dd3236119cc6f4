// What a program passes, as this package is given it.

import type { Expression } from "./parse.js";

/** An argument of this package: its value where it is known, and how it is written. */
export interface Setting {
  readonly value: unknown;
  readonly text: string;
}

/** What makes a tensor of a list. */
const tensors = new Set([
  "tensor",
  "constant",
  "array",
  "asarray",
  "Tensor",
  "FloatTensor",
  "convert_to_tensor",
]);

const camelCase = (name: string) =>
  name.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());

const comment = (text: string) => `/* ${text.replaceAll("*/", "* /")} */`;

/** The last part of a name with dots. */
export const lastOf = (path: string) => path.slice(path.lastIndexOf(".") + 1);

/** An expression as this package is given it; its value is undefined where only a run would tell. */
export function settingOf(expression: Expression): Setting {
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      return { value, text: typeof value === "number" ? String(value) : JSON.stringify(value) };
    }
    case "name":
      return { value: undefined, text: camelCase(lastOf(expression.path)) };
    case "list": {
      const items = expression.items.map(settingOf);
      const isKnown = items.every(({ value }) => value !== undefined);
      return {
        value: isKnown ? items.map(({ value }) => value) : undefined,
        text: `[${items.map(({ text }) => text).join(", ")}]`,
      };
    }
    case "dict": {
      const entries = expression.entries.map(
        ([key, value]) => [settingOf(key), settingOf(value)] as const,
      );
      const isKnown = entries.every((pair) => pair.every(({ value }) => value !== undefined));
      const text = `{ ${entries.map(([key, value]) => `${key.text}: ${value.text}`).join(", ")} }`;
      return {
        value: isKnown
          ? Object.fromEntries(entries.map(([key, value]) => [String(key.value), value.value]))
          : undefined,
        text,
      };
    }
    case "call": {
      const { callee, arguments: given } = expression;
      const [first] = given;
      if (callee.kind === "name" && tensors.has(lastOf(callee.path)) && first && !first.name)
        return settingOf(first.value);
      return { value: undefined, text: comment(expression.text) };
    }
    case "unpacked":
    case "other":
      return { value: undefined, text: comment(expression.text) };
  }
}

/** The setting of an argument that None leaves out, as it is by default. */
export function settingUnlessNone(expression: Expression): Setting | undefined {
  const setting = settingOf(expression);
  return setting.value === null ? undefined : setting;
}
