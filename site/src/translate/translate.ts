// A program of Keras, PyTorch, optax or scikit-learn as calls of this package. It is read, never run;
// what cannot be read is named.

import { callableOf } from "./callables.js";
import { codeOf } from "./code.js";
import { Draft, type Reduction } from "./draft.js";
import type { Callable, Signature } from "./frameworks/callable.js";
import { type Argument, type Call, type Expression, parse } from "./parse.js";
import { lastOf, type Setting, settingOf, settingUnlessNone } from "./setting.js";
import { UnreadError } from "./tokens.js";

export interface Translation {
  /** The program for this package; empty where nothing was read. */
  readonly code: string;
  readonly losses: readonly Draft[];
  readonly notes: readonly string[];
  readonly unread: readonly string[];
}

/** A loss that a call makes, and how it is called in turn. */
interface Instance {
  readonly draft: Draft;
  readonly callable: Callable;
}

const reductions: ReadonlyMap<string, Reduction> = new Map([
  ["mean", "mean"],
  ["reduce_mean", "mean"],
  ["nanmean", "mean"],
  ["sum", "sum"],
  ["reduce_sum", "sum"],
]);

/** Losses that `compile` knows by a string, each by its class. */
const identifiers: ReadonlyMap<unknown, string> = new Map([
  ["binary_crossentropy", "BinaryCrossentropy"],
  ["BinaryCrossentropy", "BinaryCrossentropy"],
  ["bce", "BinaryCrossentropy"],
  ["BCE", "BinaryCrossentropy"],
  ["binary_focal_crossentropy", "BinaryFocalCrossentropy"],
  ["BinaryFocalCrossentropy", "BinaryFocalCrossentropy"],
]);

class Translator {
  readonly losses: Draft[] = [];
  readonly notes: string[] = [];
  readonly unread: string[] = [];
  /** Metrics, by the line that makes each. */
  readonly metrics: string[] = [];
  /** What variables stand for. */
  readonly #variables = new Map<string, Instance>();
  classWeight: Setting | undefined;
  /** That of `fit`, which is for every loss. */
  sampleWeight: Setting | undefined;

  translate(text: string): void {
    for (const { targets, expression } of parse(text)) {
      const instance = this.#visit(expression);
      for (const target of targets)
        if (instance) this.#variables.set(target, instance);
        else this.#variables.delete(target);
    }
  }

  /**
   * @param reduction what the program does with losses of elements
   * @returns what the expression makes, if that can be called
   */
  #visit(expression: Expression, reduction?: Reduction): Instance | undefined {
    if (expression.kind === "call") return this.#call(expression, reduction);
    if (expression.kind === "list") for (const item of expression.items) this.#visit(item);
    else if (expression.kind === "other") this.#inside(expression.parts, expression.text);
    else this.unread.push(`${expression.text}: not a call`);
    return undefined;
  }

  /** Names and numbers inside of expressions are nothing to translate. */
  #inside(parts: readonly Expression[], text: string): void {
    const before = this.losses.length;
    for (const part of parts) if (["call", "list", "other"].includes(part.kind)) this.#visit(part);
    if (this.losses.length > before)
      this.unread.push(`${text}: only the loss in it is translated, not the rest`);
  }

  #call(call: Call, reduction?: Reduction): Instance | undefined {
    const { callee, method, arguments: given } = call;
    if (method !== undefined) {
      const outer = reductions.get(method);
      if (outer === undefined) this.unread.push(`.${method}(…): not a reduction`);
      else this.#partly(method, given);
      this.#visit(callee, outer);
      return undefined;
    }
    if (callee.kind === "call") {
      const instance = this.#call(callee);
      if (instance) this.#callOfInstance(instance, call, reduction);
      return undefined;
    }
    if (callee.kind !== "name") return this.#visit(callee);
    const instance = this.#variables.get(callee.path);
    if (instance) {
      this.#callOfInstance(instance, call, reduction);
      return undefined;
    }
    const name = lastOf(callee.path);
    const outer = reductions.get(name);
    const [inner, ...rest] = given;
    if (outer !== undefined && inner?.value.kind === "call") {
      this.#partly(name, rest);
      this.#visit(inner.value, outer);
    } else if (name === "compile") this.#compile(call);
    else if (name === "fit" || name === "evaluate") this.#fit(call);
    else {
      const callable = callableOf(callee.path);
      if (callable) return this.#loss(callable, callee.path, given, reduction);
      this.#unknown(call, callee.path);
    }
    return undefined;
  }

  /** Names arguments of a reduction, which is taken over everything. */
  #partly(name: string, given: readonly Argument[]): void {
    for (const argument of given)
      this.unread.push(`${textOf(argument)} of ${name}: read as a ${name} over all losses`);
  }

  #loss(
    callable: Callable,
    path: string,
    given: readonly Argument[],
    reduction?: Reduction,
  ): Instance | undefined {
    const draft = new Draft(callable.title, callable.className);
    this.losses.push(draft);
    callable.begin?.(draft, path);
    takeAll(draft, callable, given);
    if (draft.isTensorFlow && !draft.options.has("fromLogits"))
      draft.notes.push(
        'In TensorFlow 2.16 and later tf.keras is Keras 3: for its numbers add dialect: "keras3".',
      );
    if (reduction) draft.reduce(reduction);
    return callable.instance && { draft, callable };
  }

  /** What a loss is called with, as in `BCELoss()(input, target)`. */
  #callOfInstance({ draft, callable }: Instance, call: Call, reduction?: Reduction): void {
    if (draft.yTrue || draft.yPred) {
      this.unread.push(`${call.text}: another call of the same loss`);
      return;
    }
    takeAll(draft, callable.instance!, call.arguments);
    if (reduction) draft.reduce(reduction);
  }

  #unknown(call: Call, path: string): void {
    const before = this.losses.length + this.unread.length;
    const calls = call.arguments.map(({ value }) => value).filter(({ kind }) => kind === "call");
    this.#inside(calls, call.text);
    if (this.losses.length + this.unread.length === before)
      this.unread.push(`${path}(…): not a loss that this page knows`);
  }

  #compile({ arguments: given }: Call): void {
    given.forEach((argument, i) => {
      const { name = ["optimizer", "loss"][i], value } = argument;
      if (name === "loss") this.#lossOfCompile(value);
      else if (name === "metrics") this.#metricsOf(value);
      else this.unread.push(`${name ?? value.text} of compile: not a part of the loss`);
    });
  }

  #lossOfCompile(value: Expression): void {
    if (value.kind === "list") for (const item of value.items) this.#lossOfCompile(item);
    else if (value.kind === "dict") for (const [, item] of value.entries) this.#lossOfCompile(item);
    else if (value.kind === "literal") {
      const name = identifiers.get(value.value);
      if (name === undefined)
        this.unread.push(`loss=${value.text}: not a loss that this page knows`);
      else this.#loss(callableOf(name)!, name, []);
    } else if (value.kind === "name" && this.#variables.has(value.path)) return;
    else this.#visit(value);
  }

  #metricsOf(value: Expression): void {
    const items = value.kind === "list" ? value.items : [value];
    for (const item of items) {
      const word =
        item.kind === "call" && item.callee.kind === "name"
          ? lastOf(item.callee.path)
          : settingOf(item).value;
      const isLogits = this.losses.some(({ options }) => options.has("fromLogits"));
      const options = isLogits ? "{ fromLogits: true }" : "";
      if (["accuracy", "acc", "binary_accuracy", "BinaryAccuracy"].includes(String(word))) {
        this.metrics.push(`const accuracy = new metrics.BinaryAccuracy(${options});`);
        if (isLogits)
          this.notes.push(
            "Keras compares logits with 0.5 unless threshold=0 is passed; BinaryAccuracy here compares them with 0.",
          );
      } else if (["BinaryCrossentropy", "binary_crossentropy"].includes(String(word)))
        this.metrics.push(`const crossentropy = new metrics.BinaryCrossentropy(${options});`);
      else this.unread.push(`metrics=[${item.text}]: not a metric of this package`);
    }
  }

  #fit({ arguments: given }: Call): void {
    given.forEach(({ name, value }, i) => {
      if (name === "class_weight") this.classWeight = settingUnlessNone(value);
      else if (name === "sample_weight") this.sampleWeight = settingUnlessNone(value);
      // The first two places are those of x and y.
      else if (name !== undefined || i >= 2)
        this.unread.push(`${name ?? value.text} of fit: not a part of the loss`);
    });
  }
}

const textOf = ({ name, value }: Argument) =>
  name === undefined ? value.text : `${name}=${value.text}`;

/** Gives a draft the arguments of a call; names those that it has no parameter for. */
function takeAll(draft: Draft, { places, take }: Signature, given: readonly Argument[]): void {
  given.forEach((argument, i) => {
    const { name = places[i], value } = argument;
    const isKnown = name !== undefined && Object.hasOwn(take, name) && value.kind !== "unpacked";
    if (isKnown) take[name]!(draft, value);
    else draft.unread.push(`${textOf(argument)}: ${draft.title} has no such parameter here`);
  });
}

export function translate(text: string): Translation {
  const translator = new Translator();
  try {
    translator.translate(text);
  } catch (error) {
    if (!(error instanceof UnreadError)) throw error;
    translator.unread.push(error.message);
  }
  const isWeighted = translator.classWeight ?? translator.sampleWeight;
  if (isWeighted && translator.losses.length === 0)
    translator.unread.push("fit: its loss is not in this text; paste the call of compile too");
  const { losses, notes, unread } = translator;
  return {
    code: codeOf(translator),
    losses,
    notes: [...new Set([...losses.flatMap(({ notes }) => notes), ...notes])],
    unread: [...losses.flatMap(({ unread }) => unread), ...unread],
  };
}
