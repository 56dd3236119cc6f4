// What a gate can look at, by the names that JSON has.

/** Of all rows, and of each group. */
export const groupMeasures = [
  "loss",
  "loss.low",
  "loss.high",
  "loss.standardError",
  "lossSum",
  "lossPerRow",
  "count",
  "weight",
  "baseRate",
  "baseLoss",
  "skill",
  "calibrationError",
  "brier",
  "rocAuc",
  "prAuc",
] as const;

export type GroupMeasure = (typeof groupMeasures)[number];

/** Of all rows alone. */
export const scoreMeasures = [...groupMeasures, "badRows"] as const;

export type ScoreMeasure = (typeof scoreMeasures)[number];

const sides = [
  "loss",
  "baseRate",
  "skill",
  "calibrationError",
  "brier",
  "rocAuc",
  "prAuc",
] as const satisfies readonly GroupMeasure[];

export type SideMeasure = (typeof sides)[number];

/** Of all rows, and of each group. */
export type ComparedMeasure =
  | "difference"
  | `difference.${"low" | "high" | "standardError"}`
  | `${"a" | "b"}.${SideMeasure}`;

/** Of groups that are tested together. */
export type TestMeasure = `versusA.${"z" | "adjusted"}`;

export type ComparedGroupMeasure = ComparedMeasure | TestMeasure;

export type CompareMeasure = ComparedGroupMeasure | `bootstrap.${"low" | "high"}` | "badRows";

/** Of the difference, of A and of B. */
const comparedMeasures: readonly ComparedMeasure[] = [
  "difference",
  "difference.low",
  "difference.high",
  "difference.standardError",
  ...sides.map((name) => `a.${name}` as const),
  ...sides.map((name) => `b.${name}` as const),
];

export const comparedGroupMeasures: readonly ComparedGroupMeasure[] = [
  ...comparedMeasures,
  "versusA.z",
  "versusA.adjusted",
];

/** Of all rows. */
export const compareMeasures: readonly (
  | ComparedMeasure
  | `bootstrap.${"low" | "high"}`
  | "badRows"
)[] = [...comparedMeasures, "bootstrap.low", "bootstrap.high", "badRows"];
