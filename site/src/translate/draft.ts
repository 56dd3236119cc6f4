// What is made of one call while it is read.

import type { Expression } from "./parse.js";

export type ClassName = "BinaryCrossentropy" | "BinaryFocalCrossentropy";

/** An option of this package: its value where it is known, and how it is written. */
export interface Setting {
  readonly value: unknown;
  readonly text: string;
}

export class Draft {
  readonly options = new Map<string, Setting>();
  readonly notes: string[] = [];
  /** What could not be read, each with why. */
  readonly unread: string[] = [];
  /** Whether it may be a loss of Keras 2 or of Keras 3, by the version of TensorFlow. */
  isTensorFlow = false;
  yTrue: Setting | undefined;
  yPred: Setting | undefined;
  sampleWeight: Setting | undefined;

  constructor(
    readonly title: string,
    readonly className: ClassName,
  ) {}

  set(name: string, value: unknown): void {
    this.options.set(name, { value, text: JSON.stringify(value) });
  }

  /** Takes what was written, a variable too. */
  write(name: string, expression: Expression): void {
    const setting = settingOf(expression);
    if (setting.value === undefined)
      this.notes.push(`${setting.text} is a variable: the numbers below are without ${name}.`);
    this.options.set(name, setting);
  }

  /** Options whose values are known. */
  known(): Record<string, unknown> {
    return Object.fromEntries(
      [...this.options].flatMap(([name, { value }]) =>
        value === undefined ? [] : [[name, value]],
      ),
    );
  }
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

/** The last part of a name with dots. */
export const lastOf = (path: string) => path.slice(path.lastIndexOf(".") + 1);

/** An expression as this package is given it; its value is undefined where only a run would tell it. */
export function settingOf(expression: Expression): Setting {
  switch (expression.kind) {
    case "literal":
      return { value: expression.value, text: JSON.stringify(expression.value) };
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
      return { value: undefined, text: `/* ${expression.text} */` };
    }
    case "other":
      return { value: undefined, text: `/* ${expression.text} */` };
  }
}
