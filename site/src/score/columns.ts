// Which column is what: by its name, until the reader says otherwise.

export interface Columns {
  readonly label: string;
  readonly prediction: string;
  /** Empty for none. */
  readonly weight: string;
  readonly group: string;
}

export const parts = [
  "label",
  "prediction",
  "weight",
  "group",
] as const satisfies (keyof Columns)[];

const usual = {
  label: [
    "label",
    "y",
    "y_true",
    "ytrue",
    "target",
    "clicked",
    "class",
    "truth",
    "actual",
    "outcome",
  ],
  prediction: [
    "prediction",
    "p",
    "y_pred",
    "ypred",
    "probability",
    "prob",
    "score",
    "predicted",
    "pred",
    "logit",
  ],
  weight: ["weight", "w", "sample_weight", "sampleweight"],
  group: ["group", "country", "segment", "split"],
} as const;

/** The columns that go by usual names; empty where none does. */
export function guessColumns(names: readonly string[]): Columns {
  const find = (words: readonly string[]) =>
    words.flatMap((word) => names.filter((name) => name.trim().toLowerCase() === word))[0] ?? "";
  return {
    label: find(usual.label),
    prediction: find(usual.prediction),
    weight: find(usual.weight),
    group: find(usual.group),
  };
}
