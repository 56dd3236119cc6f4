// What is known of a call, and what its parameters may become.

import type { ClassName, Draft } from "../draft.js";
import type { Expression } from "../parse.js";
import { lastOf, settingOf, settingUnlessNone } from "../setting.js";

export type Take = (draft: Draft, value: Expression) => void;

export interface Signature {
  /** Parameters in the order of their places, without those that must be named. */
  readonly places: readonly string[];
  readonly take: Readonly<Record<string, Take>>;
}

export interface Callable extends Signature {
  readonly title: string;
  readonly className: ClassName;
  /** Whether a path is its name. */
  matches(path: string): boolean;
  /** What it does before any parameter is read. */
  readonly begin?: (draft: Draft, path: string) => void;
  /** How what it makes is called in turn: that of a class. */
  readonly instance?: Signature;
}

export const named = (name: string) => (path: string) => lastOf(path) === name;

export const isIn = (part: string, path: string) => path.split(".").includes(part);

/** Takes an option that is the same here, under another name. */
export const same =
  (name: string): Take =>
  (draft, value) =>
    draft.write(name, value);

/** Takes an option that None leaves out. */
export const unlessNone =
  (name: string): Take =>
  (draft, value) => {
    if (settingUnlessNone(value)) draft.write(name, value);
  };

/** Takes a flag, which is left out where it is false. */
export const flag =
  (name: string): Take =>
  (draft, value) => {
    if (settingOf(value).value !== false) draft.write(name, value);
  };

export const yTrue: Take = (draft, value) => {
  draft.yTrue = settingOf(value);
};

export const yPred: Take = (draft, value) => {
  draft.yPred = settingOf(value);
};

export const sampleWeight: Take = (draft, value) => {
  draft.sampleWeight = settingUnlessNone(value);
};

export const ignore: Take = () => {};

/** Takes what is no option of a loss: says so, unless it is what it would be anyway. */
export const elsewhere =
  (name: string, why: string): Take =>
  (draft, value) => {
    if (settingUnlessNone(value)) draft.unread.push(`${name}=${value.text}: ${why}`);
  };

/** Begins a loss of logits, one for each element, which the program reduces itself. */
export const elementsOfLogits = (draft: Draft): void => {
  draft.set("fromLogits", true);
  draft.keepElements();
};
