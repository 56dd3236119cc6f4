// A program of Keras, PyTorch, optax or scikit-learn as calls of this package. It is read, never run;
// what cannot be read is named.

import { type Callable, callables } from "./callables.js";
import { Draft, lastOf, type Setting, settingOf } from "./draft.js";
import { type Call, type Expression, parse } from "./parse.js";
import { UnreadError } from "./tokens.js";

export interface Translation {
  /** The program for this package; empty where nothing was read. */
  readonly code: string;
  readonly losses: readonly Draft[];
  readonly notes: readonly string[];
  readonly unread: readonly string[];
}

const means = new Set(["mean", "reduce_mean", "nanmean"]);
const sums = new Set(["sum", "reduce_sum"]);

/** Losses that `compile` knows by a string. */
const identifiers: Readonly<Record<string, Draft["className"]>> = {
  binary_crossentropy: "BinaryCrossentropy",
  BinaryCrossentropy: "BinaryCrossentropy",
  bce: "BinaryCrossentropy",
  BCE: "BinaryCrossentropy",
  binary_focal_crossentropy: "BinaryFocalCrossentropy",
  BinaryFocalCrossentropy: "BinaryFocalCrossentropy",
};

class Translator {
  readonly losses: Draft[] = [];
  readonly notes: string[] = [];
  readonly unread: string[] = [];
  /** Metrics, by the line that makes each. */
  readonly metrics: string[] = [];
  #classWeight: Setting | undefined;

  /** @param reduction what the program does with losses of elements. */
  visit(expression: Expression, reduction?: "mean" | "sum"): void {
    if (expression.kind === "call") {
      this.#call(expression, reduction);
      return;
    }
    if (expression.kind === "list") for (const item of expression.items) this.visit(item);
    else if (expression.kind === "other")
      for (const part of expression.parts) this.#visitInside(part);
    else this.unread.push(`${expression.text}: no call`);
  }

  /** Names and numbers inside of expressions are nothing to translate. */
  #visitInside(expression: Expression): void {
    if (["call", "list", "other"].includes(expression.kind)) this.visit(expression);
  }

  #call(call: Call, reduction?: "mean" | "sum"): void {
    const { callee, method, arguments: given } = call;
    if (method !== undefined) {
      const outer = means.has(method) ? "mean" : sums.has(method) ? "sum" : undefined;
      if (outer === undefined) this.unread.push(`.${method}(…): no reduction`);
      this.visit(callee, outer);
      return;
    }
    if (callee.kind === "call") {
      this.#call(callee);
      this.#callOfInstance(call);
      return;
    }
    if (callee.kind !== "name") {
      this.visit(callee);
      return;
    }
    const name = lastOf(callee.path);
    const inner = given[0]?.value;
    if ((means.has(name) || sums.has(name)) && inner?.kind === "call") {
      this.visit(inner, means.has(name) ? "mean" : "sum");
      return;
    }
    if (name === "compile") {
      this.#compile(call);
      return;
    }
    if (name === "fit" || name === "evaluate") {
      this.#fit(call);
      return;
    }
    const callable = callables.find(({ matches }) => matches(callee.path));
    if (callable) this.losses.push(read(callable, callee.path, call, reduction));
    else this.#unknown(call, callee.path);
  }

  /** What an instance is called with at once, as in `BCELoss()(input, target)`. */
  #callOfInstance({ arguments: given }: Call): void {
    const draft = this.losses.at(-1);
    const [first, second, third] = given.map(({ value }) => settingOf(value));
    if (draft === undefined || first === undefined || second === undefined) return;
    const isTorch = draft.title.startsWith("PyTorch");
    [draft.yTrue, draft.yPred] = isTorch ? [second, first] : [first, second];
    if (third !== undefined) draft.sampleWeight = third;
  }

  #unknown(call: Call, path: string): void {
    const before = this.losses.length + this.unread.length;
    for (const { value } of call.arguments) if (value.kind === "call") this.visit(value);
    if (this.losses.length + this.unread.length === before)
      this.unread.push(`${path}(…): no loss that this page knows`);
  }

  #compile({ arguments: given }: Call): void {
    for (const { name, value } of given) {
      if (name === "loss") this.#lossOfCompile(value);
      else if (name === "metrics") this.#metricsOf(value);
      else this.unread.push(`${name ?? value.text} of compile: not a part of the loss`);
    }
  }

  #lossOfCompile(value: Expression): void {
    const { value: identifier } = settingOf(value);
    if (typeof identifier !== "string") {
      this.visit(value);
      return;
    }
    const className = identifiers[identifier];
    if (className === undefined)
      this.unread.push(`loss=${value.text}: no loss that this page knows`);
    else this.losses.push(new Draft(`Keras's ${className}`, className));
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
      else this.unread.push(`metrics=[${item.text}]: no metric of this package`);
    }
  }

  #fit({ arguments: given }: Call): void {
    for (const { name, value } of given) {
      if (name === "class_weight") this.#classWeight = settingOf(value);
      else if (name === "sample_weight")
        for (const loss of this.losses) loss.sampleWeight = settingOf(value);
      else if (name !== undefined) this.unread.push(`${name} of fit: not a part of the loss`);
    }
  }

  code(): string {
    if (this.losses.length === 0) return "";
    const names = new Set(this.losses.map(({ className }): string => className));
    const lines: string[] = [];
    if (this.#classWeight) {
      names.add("sampleWeightFor");
      lines.push(`const sampleWeight = sampleWeightFor(yTrue, ${this.#classWeight.text});`);
    }
    if (this.metrics.length > 0) names.add("metrics");
    this.losses.forEach((draft, i) => {
      const name = this.losses.length > 1 ? `loss${i + 1}` : "loss";
      const options = [...draft.options].map(([key, { text }]) => `${key}: ${text}`).join(", ");
      lines.push(`const ${name} = new ${draft.className}(${options && `{ ${options} }`});`);
      const weight = draft.sampleWeight?.text ?? (this.#classWeight && "sampleWeight");
      const call = [
        draft.yTrue?.text ?? "yTrue",
        draft.yPred?.text ?? "yPred",
        ...(weight ? [weight] : []),
      ];
      lines.push(`${name}(${call.join(", ")});`);
    });
    const imported = `import { ${[...names].join(", ")} } from "binary-crossentropy";`;
    return `${[imported, "", ...lines, ...this.metrics].join("\n")}\n`;
  }
}

/** Reads the arguments of a known call. */
function read(callable: Callable, path: string, call: Call, reduction?: "mean" | "sum"): Draft {
  const draft = new Draft(callable.title, callable.className);
  callable.begin?.(draft, path);
  if (callable.isElementwise) {
    if (reduction !== "mean") draft.set("axis", []);
    if (reduction !== "mean") draft.set("reduction", reduction ?? "none");
  }
  call.arguments.forEach(({ name, value }, i) => {
    const parameter = name ?? callable.places[i];
    const take = parameter === undefined ? undefined : callable.take[parameter];
    if (take && Object.hasOwn(callable.take, parameter!)) take(draft, value);
    else
      draft.unread.push(
        `${name === undefined ? value.text : `${name}=${value.text}`}: ${callable.title} has no such parameter here`,
      );
  });
  if (draft.isTensorFlow && !draft.options.has("fromLogits"))
    draft.notes.push(
      'In TensorFlow 2.16 and later tf.keras is Keras 3: for its numbers add dialect: "keras3".',
    );
  if (!callable.isElementwise && reduction === "mean") draft.options.delete("reduction");
  if (!callable.isElementwise && reduction === "sum") draft.set("reduction", "sum");
  return draft;
}

export function translate(text: string): Translation {
  const translator = new Translator();
  try {
    for (const expression of parse(text)) translator.visit(expression);
  } catch (error) {
    if (!(error instanceof UnreadError)) throw error;
    translator.unread.push(error.message);
  }
  const { losses, notes, unread } = translator;
  return {
    code: translator.code(),
    losses,
    notes: [...new Set([...losses.flatMap(({ notes }) => notes), ...notes])],
    unread: [...losses.flatMap(({ unread }) => unread), ...unread],
  };
}
