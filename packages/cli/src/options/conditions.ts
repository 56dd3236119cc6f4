// The conditions of --fail-if: MEASURE, one of four signs, and a number. `any group:` before it asks
// every group, and `any group of 100+ rows:` those that have so many.

import { refuseUsage, show } from "../errors.js";
import { nearest } from "../input/nearest.js";
import { parseNumber } from "../input/number.js";
import type { Kind } from "./kinds.js";

export const signs = ["<", "<=", ">", ">="] as const;

export type Sign = (typeof signs)[number];

export interface Condition<Measure extends string = string> {
  readonly measure: Measure;
  readonly sign: Sign;
  readonly bound: number;
  /** The least number of rows of the groups that are asked; null asks all rows together. */
  readonly groupsOf: number | null;
}

const form =
  /^(?:any group(?: of (?<rows>\d+)\+ rows)?:)?\s*(?<name>[^<>=]*?)\s*(?<sign>[<>]=?)\s*(?<bound>\S+)$/;

/** @param measures Those of all rows. @param ofGroups Those of each group. */
export function conditions<Measure extends string>(
  measures: readonly Measure[],
  ofGroups: readonly Measure[],
  example: string,
): Kind<readonly Condition<Measure>[]> {
  return {
    takes: "several",
    completion: "any",
    allowed: `a condition, such as ${example}`,
    isRequired: false,
    fallback: "",
    read: (option, given = []) =>
      (given as readonly string[]).map((text) => {
        const read = form.exec(text.trim())?.groups as
          | Record<string, string | undefined>
          | undefined;
        const expected = `be a condition, such as ${example}`;
        // Without such words the gate would ask all rows, and no group.
        if (read === undefined || ofGroupsWords.test(read["name"]!))
          return refuseUsage(
            option,
            expected,
            show(text),
            ofGroupsWords.test(text) ? ofGroupsRule : "",
          );
        const bound = shareOrNumber(read["bound"]!);
        // What is infinite is never passed.
        if (!Number.isFinite(bound))
          return refuseUsage(option, expected, show(text), withoutComma(read["bound"]!));
        const isOfGroups = text.trim().startsWith("any group");
        const known = isOfGroups ? ofGroups : measures;
        return {
          measure: measureOf(option, read["name"]!, known),
          sign: read["sign"] as Sign,
          bound,
          groupsOf: isOfGroups ? Number(read["rows"] ?? 0) : null,
        };
      }),
  };
}

const ofGroupsWords = /:|\bany\b/i;

const ofGroupsRule =
  'A gate on groups begins with "any group: " or "any group of 50+ rows: ", and comes with --by.';

/** What to write for a number with a comma, as a sentence; empty for another text. */
function withoutComma(text: string): string {
  if (!/^[+-]?\d+,\d+%?$/.test(text)) return "";
  const isEither = /^[+-]?[1-9]\d{0,2},\d{3}%?$/.test(text);
  const other = isEither ? `${text.replace(",", "")} or ` : "";
  return `${text} is no number: write ${other}${text.replace(",", ".")}.`;
}

/** A number, or one with a percent sign. */
export function shareOrNumber(text: string): number {
  return text.endsWith("%") ? parseNumber(text.slice(0, -1)) / 100 : parseNumber(text);
}

/** As tables have them, where that is another word. */
const otherNames: Readonly<Record<string, string>> = {
  brierscore: "brier",
  rows: "count",
  z: "versusa.z",
  adjustedp: "versusa.adjusted",
};

/** By its name in JSON or in tables: `rocAuc`, `ROC AUC`. What else stands there is no name. */
function measureOf<Measure extends string>(
  option: string,
  name: string,
  measures: readonly Measure[],
): Measure {
  const bare = (text: string) => text.toLowerCase().replace(/(?<=[a-z])[ _-]+(?=[a-z])/g, "");
  const wanted = otherNames[bare(name)] ?? bare(name);
  const found = measures.find((measure) => bare(measure) === wanted);
  if (found !== undefined) return found;
  // In a comparison, loss is that of A or that of B.
  const parts = measures.filter((measure) => bare(measure).endsWith(`.${wanted}`));
  const near = parts.length > 0 ? parts : nearest(name, measures).slice(0, 1);
  const remedy =
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `There are ${measures.join(", ")}.`;
  return refuseUsage(option, "name a measure", show(name), remedy);
}

/** A share of the rows: 1%, or 0.01. */
export const share: Kind<number | null> = {
  takes: "one",
  completion: "any",
  allowed: "a share, such as 1% or 0.01",
  isRequired: false,
  fallback: "",
  read(option, given) {
    if (given === undefined) return null;
    const text = String(given);
    const x = shareOrNumber(text);
    // Without a percent sign, 1 might be one row as well.
    const isShare = x >= 0 && x <= 1 && (x < 1 || text.endsWith("%"));
    return isShare ? x : refuseUsage(option, `be ${this.allowed}`, show(given));
  },
};
