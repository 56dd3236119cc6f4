// The grammar, and each framework's calls. Expected numbers are the frameworks' own, from their
// documentation and from test/goldens.

import * as library from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { numbersIn, numbersOf } from "../../src/translate/numbers.js";
import { parse } from "../../src/translate/parse.js";
import { translate } from "../../src/translate/translate.js";

/** The statements of a translation, without its import. */
const statements = (text: string) => translate(text).code.split("\n").slice(2, -1);

describe("the grammar", () => {
  test("reads literals, lists, dicts, names, calls and methods", () => {
    const [statement] = parse("a = f.g(1e-7, -2, 'x', [True, None], k={0: 1.5}, m=n).mean()");
    expect(statement!.targets).toEqual(["a"]);
    expect(statement!.expression).toMatchObject({
      kind: "call",
      method: "mean",
      callee: {
        kind: "call",
        callee: { path: "f.g" },
        arguments: [
          { value: { value: 1e-7 } },
          { value: { value: -2 } },
          { value: { value: "x" } },
          { value: { items: [{ value: true }, { value: null }] } },
          { name: "k", value: { entries: [[{ value: 0 }, { value: 1.5 }]] } },
          { name: "m", value: { path: "n" } },
        ],
      },
    });
  });

  test("keeps operators and indices as text, and evaluates nothing", () => {
    expect(parse("1 / 3")[0]!.expression).toMatchObject({ kind: "other", text: "1 / 3" });
    expect(parse("x[0, :]")[0]!.expression).toMatchObject({ kind: "other", text: "x[0, :]" });
  });

  test("lines go on inside of brackets; imports and comments are skipped", () => {
    const text = "import torch\nfrom a import b  # c\n\nf(\n  1,  # one\n  2,\n)\ng()";
    expect(parse(text).map(({ expression }) => expression.text)).toEqual([
      "f(\n  1,  # one\n  2,\n)",
      "g()",
    ]);
  });

  test.each([
    ["f(", "Line 1: expected a call, got the end."],
    ["\nf(1 2)", 'Line 2: expected ",", got "2".'],
    ["f(1) ?", 'Line 1: "?" is not part of a call.'],
    ["f(1))", 'Line 1: expected a call, got ")".'],
    ["(".repeat(2_000), "Brackets are nested more than 100 deep."],
  ])("says where it stops reading: %j", (text, message) => {
    expect(translate(text)).toMatchObject({ code: "", unread: [message] });
  });
});

describe("calls", () => {
  test.each([
    [
      "tf.keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1)",
      [
        "const loss = new BinaryCrossentropy({ fromLogits: true, labelSmoothing: 0.1 });",
        "loss(yTrue, yPred);",
      ],
    ],
    [
      "keras.losses.BinaryCrossentropy(reduction='sum')(y_true, y_pred, w)",
      [
        'const loss = new BinaryCrossentropy({ dialect: "keras3", reduction: "sum" });',
        "loss(yTrue, yPred, w);",
      ],
    ],
    [
      "bce = BinaryCrossentropy(reduction=tf.keras.losses.Reduction.NONE)",
      ['const loss = new BinaryCrossentropy({ reduction: "none" });', "loss(yTrue, yPred);"],
    ],
    [
      "criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.0]))",
      [
        "const loss = new BinaryCrossentropy({ fromLogits: true, posWeight: [3] });",
        "loss(yTrue, yPred);",
      ],
    ],
    [
      'F.binary_cross_entropy(pred, target, weight=w, reduction="none")',
      [
        'const loss = new BinaryCrossentropy({ dialect: "torch", axis: [], reduction: "none" });',
        "loss(target, pred, w);",
      ],
    ],
    [
      "nn.BCELoss()(pred, target)",
      ['const loss = new BinaryCrossentropy({ dialect: "torch" });', "loss(target, pred);"],
    ],
    [
      "self.loss_fn = nn.BCELoss(reduction='none')\nloss = self.loss_fn(pred, target).mean()",
      ['const loss = new BinaryCrossentropy({ dialect: "torch" });', "loss(target, pred);"],
    ],
    [
      "nn.BCELoss(reduction='none')(pred, target).sum()",
      [
        'const loss = new BinaryCrossentropy({ dialect: "torch", axis: [], reduction: "sum" });',
        "loss(target, pred);",
      ],
    ],
    [
      "nn.BCELoss(reduction='sum')(pred, target).mean()",
      [
        'const loss = new BinaryCrossentropy({ dialect: "torch", axis: [], reduction: "sum" });',
        "loss(target, pred);",
      ],
    ],
    [
      "keras.losses.BinaryCrossentropy()(y_pred=p, y_true=y, sample_weight=w)",
      ['const loss = new BinaryCrossentropy({ dialect: "keras3" });', "loss(y, p, w);"],
    ],
    [
      "optax.sigmoid_binary_cross_entropy(logits, labels).mean()",
      ["const loss = new BinaryCrossentropy({ fromLogits: true });", "loss(labels, logits);"],
    ],
    [
      "jnp.sum(optax.sigmoid_binary_cross_entropy(logits=z, labels=y))",
      [
        'const loss = new BinaryCrossentropy({ fromLogits: true, axis: [], reduction: "sum" });',
        "loss(y, z);",
      ],
    ],
    [
      "torchvision.ops.sigmoid_focal_loss(x, y, alpha=0.25, gamma=2, reduction='mean')",
      [
        'const loss = new BinaryFocalCrossentropy({ fromLogits: true, dialect: "torch", alpha: 0.25, gamma: 2 });',
        "loss(y, x);",
      ],
    ],
    [
      "log_loss(y_true, y_pred, sample_weight=w)",
      [
        'const loss = new BinaryCrossentropy({ dialect: "keras3", epsilon: 2.220446049250313e-16, dtype: "float64", reduction: "mean_with_sample_weight" });',
        "loss(yTrue, yPred, w);",
      ],
    ],
  ])("%s", (text, expected) => {
    const { unread } = translate(text);
    expect(statements(text)).toEqual(expected);
    expect(unread).toEqual([]);
  });

  test("class weights and sample weights of fit are multiplied", () => {
    const text =
      "model.compile(loss=BinaryCrossentropy(from_logits=True))\nmodel.fit(x, y, class_weight={0: 1, 1: 5}, sample_weight=w)";
    expect(statements(text)).toEqual([
      "const byClass = sampleWeightFor(yTrue, { 0: 1, 1: 5 }).data;",
      "const weights = Float64Array.from(w, (weight, i) => weight * byClass[i]);",
      "const loss = new BinaryCrossentropy({ fromLogits: true });",
      "loss(yTrue, yPred, weights);",
    ]);
    const body = statements(text).map((line, i) => (i === 3 ? `return ${line}` : line));
    const run = new Function(
      "{ BinaryCrossentropy, sampleWeightFor }, yTrue, yPred, w",
      body.join("\n"),
    );
    // ln 2 each, weighted by 1 · 2 and 5 · 0.5
    const value = run(library, [[0], [1]], [[0], [0]], [2, 0.5]);
    expect(value).toBeCloseTo((Math.LN2 * (2 + 2.5)) / 2, 6);
  });

  test.each([
    ["nn.BCEWithLogitsLoss(weight=None, pos_weight=None)", "{ fromLogits: true }"],
    ["keras.losses.BinaryCrossentropy(name=None)", '{ dialect: "keras3" }'],
    ["keras.losses.BinaryCrossentropy(axis=None)", '{ dialect: "keras3", axis: null }'],
    [
      "log_loss(y_true, y_pred, eps='auto', sample_weight=None)",
      `{ dialect: "keras3", epsilon: ${2 ** -52}, dtype: "float64" }`,
    ],
  ])("None is left out where it says nothing: %s", (text, options) => {
    expect(statements(text)).toEqual([
      `const loss = new BinaryCrossentropy(${options});`,
      "loss(yTrue, yPred);",
    ]);
    expect(translate(text).unread).toEqual([]);
    expect(numbersOf(translate(text).losses[0]!, { labels: [1], predictions: [0.5] })).toHaveLength(
      4,
    );
  });

  test("weights of fit that are None are none", () => {
    const text =
      "model.compile(loss='bce')\nmodel.fit(x, y, class_weight=None, sample_weight=None)";
    expect(statements(text)).toEqual([
      "const loss = new BinaryCrossentropy();",
      "loss(yTrue, yPred);",
    ]);
    expect(translate("model.fit(x, y, sample_weight=None)")).toMatchObject({
      code: "",
      unread: [],
    });
  });

  test("what only a run would tell cannot end its comment", () => {
    expect(statements('BCELoss()(p["*/"], y)')[1]).toBe('loss(y, /* p["* /"] */);');
  });

  test("fit without its loss gives the weights, and asks for the loss", () => {
    const { code, unread } = translate("model.fit(x, y, class_weight={0: 1, 1: 5})");
    expect(code).toBe(
      'import { sampleWeightFor } from "binary-crossentropy";\n\nconst sampleWeight = sampleWeightFor(yTrue, { 0: 1, 1: 5 });\n',
    );
    expect(unread).toEqual(["fit: its loss is not in this text; paste the call of compile too"]);
  });

  test("compile and fit with class weights", () => {
    const text = `model.compile(
      optimizer="adam",
      loss=tf.keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1),
      metrics=["accuracy", "AUC"],
    )
    model.fit(x, y, class_weight={0: 1.0, 1: 5.0}, epochs=3)`;
    const { code, unread, notes } = translate(text);
    expect(
      code,
    ).toBe(`import { BinaryCrossentropy, sampleWeightFor, metrics } from "binary-crossentropy";

const sampleWeight = sampleWeightFor(yTrue, { 0: 1, 1: 5 });
const loss = new BinaryCrossentropy({ fromLogits: true, labelSmoothing: 0.1 });
loss(yTrue, yPred, sampleWeight);
const accuracy = new metrics.BinaryAccuracy({ fromLogits: true });
`);
    expect(unread).toEqual([
      "optimizer of compile: not a part of the loss",
      'metrics=["AUC"]: not a metric of this package',
      "epochs of fit: not a part of the loss",
    ]);
    expect(notes.join(" ")).toContain("threshold=0");
  });

  test.each([
    'model.compile(loss="binary_crossentropy")',
    'model.compile("adam", "bce")',
    'model.compile(loss={"out": "BCE"})',
  ])("a loss by its identifier: %s", (text) => {
    expect(statements(text)[0]).toBe("const loss = new BinaryCrossentropy();");
  });

  test.each([
    ["nn.CrossEntropyLoss()", "nn.CrossEntropyLoss(…): not a loss that this page knows"],
    ["BCELoss(3, True, True, 'mean', 5)", "5: PyTorch's BCELoss has no such parameter here"],
    ["BCELoss(colour=1)", "colour=1: PyTorch's BCELoss has no such parameter here"],
    ["BCELoss(__proto__=1)", "__proto__=1: PyTorch's BCELoss has no such parameter here"],
    ["toString(1)", "toString(…): not a loss that this page knows"],
    ["model.compile(loss='constructor')", "loss='constructor': not a loss that this page knows"],
    ["BCELoss(*options)", "*options: PyTorch's BCELoss has no such parameter here"],
    [
      "0.5 * BCELoss()(p, y)",
      "0.5 * BCELoss()(p, y): only the loss in it is translated, not the rest",
    ],
    [
      "F.binary_cross_entropy(p, y, reduction='none').mean(dim=1)",
      "dim=1 of mean: read as a mean over all losses",
    ],
    ["model.fit(x, y, 32)", "32 of fit: not a part of the loss"],
    [
      "tf.nn.compute_average_loss(BCELoss()(p, y))",
      "tf.nn.compute_average_loss(BCELoss()(p, y)): only the loss in it is translated, not the rest",
    ],
    ["f = BCELoss()\nf(p, y)\nf(q, y)", "f(q, y): another call of the same loss"],
    ["BinaryCrossentropy(reduction='median')", "reduction='median': not one of Keras's reductions"],
  ])("what is not read is named: %s", (text, message) => {
    expect(translate(text).unread).toContain(message);
  });

  test("an option that is a variable is written, and left out of the numbers", () => {
    const { losses, notes } = translate("BinaryCrossentropy(label_smoothing=args.smooth_by)");
    expect(losses[0]!.options.get("labelSmoothing")).toEqual({
      value: undefined,
      text: "smoothBy",
    });
    expect(losses[0]!.known()).toEqual({});
    expect(notes.join(" ")).toContain(
      "Only your program knows args.smooth_by: the numbers below are without labelSmoothing.",
    );
  });
});

describe("numbers", () => {
  const samples = { labels: [0, 0, 1, 1], predictions: [1, 1, 1, 0] };

  test("one for each dialect", () => {
    const [draft] = translate("tf.keras.losses.BinaryCrossentropy()").losses;
    expect(numbersOf(draft!, samples).map(({ value }) => Number(value))).toEqual(
      [11.522857, 12.000716, 75, Infinity].map((value) =>
        Number.isFinite(value) ? expect.closeTo(value, 5) : value,
      ),
    );
    expect(numbersOf(draft!, samples).find(({ isOwn }) => isOwn)!.dialect).toBe("keras2");
  });

  test("scikit-learn's", () => {
    const [draft] = translate("log_loss(y, p)").losses;
    const own = numbersOf(draft!, { labels: [1, 0, 0, 1], predictions: [0.9, 0.1, 0.2, 0.65] });
    // The example of its documentation.
    expect(Number(own.find(({ isOwn }) => isOwn)!.value)).toBeCloseTo(0.21616187468057912, 14);
  });

  test("a weight for one label fits a column", () => {
    const [draft] = translate("nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.0]))").losses;
    expect(
      Number(numbersOf(draft!, { labels: [1, 0], predictions: [0, 0] })[0]!.value),
    ).toBeCloseTo(2 * Math.LN2, 6);
  });

  test("options of one dialect alone give its number, and no others", () => {
    const [draft] = translate("torchvision.ops.sigmoid_focal_loss(p, y, alpha=-1)").losses;
    const own = numbersOf(draft!, { labels: [1], predictions: [0] });
    expect(own.map(({ dialect }) => dialect)).toEqual(["torch"]);
    // (1 − p)² ln 2 at p = 1/2
    expect(Number(own[0]!.value.slice(1, -1))).toBeCloseTo(Math.LN2 / 4, 6);
    draft!.set("gamma", -1);
    expect(() => numbersOf(draft!, samples)).toThrow("gamma must be");
  });

  test("are read with commas or without, or not at all", () => {
    expect(numbersIn("[0, 1 2.5]")).toEqual([0, 1, 2.5]);
    expect(numbersIn("0, one")).toBeUndefined();
    expect(numbersIn(" ")).toBeUndefined();
  });

  test("each option that a translation writes is one of the package's", () => {
    const text =
      "keras.losses.BinaryFocalCrossentropy(True, 0.25, 2.0, True, 0.1, -1, 'none', 'n')";
    const [draft] = translate(text).losses;
    expect(() => new library.BinaryFocalCrossentropy(draft!.known())).not.toThrow();
  });
});
