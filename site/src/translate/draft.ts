// What is made of one call while it is read.

import type { Expression } from "./parse.js";
import { type Setting, settingOf } from "./setting.js";

export type ClassName = "BinaryCrossentropy" | "BinaryFocalCrossentropy";

export type Reduction = "mean" | "sum";

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
      this.notes.push(
        `Only your program knows ${expression.text}: the numbers below are without ${name}.`,
      );
    this.options.set(name, setting);
  }

  /** Gives one loss for each element, where Keras would average over the last axis. */
  keepElements(): void {
    this.set("axis", []);
    this.set("reduction", "none");
  }

  /** Reduces what a call gives, unless that is one number already. */
  reduce(reduction: Reduction): void {
    if (this.options.get("reduction")?.value !== "none") return;
    if (reduction === "sum") this.set("reduction", "sum");
    else {
      // The default is the mean, over elements as over cells.
      this.options.delete("axis");
      this.options.delete("reduction");
    }
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
