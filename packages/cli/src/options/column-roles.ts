// Which columns may be named for more than one thing. Groups and what is listed may be any column:
// --by the label tells what each class costs, --by the weight what each stratum does, and --cluster
// may be among the groups. Labels, predictions, weights, clusters and keys are different things, so
// that one name for two of them is a mistake, whose numbers would look like any others.

import { refuseUsage, show } from "../errors.js";

/** The columns that a command line names, apart from those that may be any. */
export interface ColumnRoles {
  readonly labels: readonly string[];
  readonly predictions: readonly string[];
  readonly weight?: string | undefined;
  readonly cluster?: string | undefined;
  /** As --on gives them. */
  readonly on?: readonly string[];
  /** Whether labels are in files of their own, where a column may be called as in predictions. */
  readonly areApart?: boolean;
  /** What predictions are called in messages, where that is another option. */
  readonly prediction?: string;
}

const ofClusters = "It says which rows belong together, such as those of one user.";

const ofKeys = "It identifies a row.";

/** @throws UsageError for a column that is named for two things that it cannot be at once. */
export function requireDifferentRoles({
  labels,
  predictions,
  weight,
  cluster,
  on = [],
  areApart = false,
  prediction: predictionOption = "--prediction",
}: ColumnRoles): void {
  const refuseOne = (option: string, other: string, name: string, remedy = "") =>
    refuseUsage(option, `name another column than ${other}`, show(name), remedy);
  for (const [pair, name] of predictions.entries()) {
    if (areApart || !labels.includes(name)) continue;
    const isOfPair = labels[pair] === name;
    const remedy = isOfPair
      ? ""
      : "It is the label of another pair: give that one a run of its own.";
    refuseOne(predictionOption, "--label", name, remedy);
  }
  const outcomes = [
    ["--label", labels],
    [predictionOption, predictions],
  ] as const;
  for (const [other, names] of outcomes) {
    if (weight !== undefined && names.includes(weight)) {
      const remedy =
        other === "--label" ? `With --by ${show(weight)}, each class is scored apart.` : "";
      refuseOne("--weight", other, weight, remedy);
    }
    if (cluster !== undefined && names.includes(cluster))
      refuseOne("--cluster", other, cluster, ofClusters);
  }
  if (cluster !== undefined && cluster === weight)
    refuseOne("--cluster", "--weight", cluster, ofClusters);
  // Of files that are joined, A=B is a column of predictions and one of labels.
  const keys = areApart ? on.flatMap((given) => given.split(",").map((key) => key.trim())) : on;
  for (const key of keys) {
    const at = areApart ? key.indexOf("=") : -1;
    const [left, right] = at < 0 ? [key, key] : [key.slice(0, at), key.slice(at + 1)];
    if (labels.includes(right)) refuseOne("--on", "--label", right, ofKeys);
    if (predictions.includes(left)) refuseOne("--on", predictionOption, left, ofKeys);
  }
}
