// How many workgroups a stage takes, and what they leave.

import type { Stage } from "./variant.js";

/** More workgroups than this keep no device busier, and leave more sums to add up. */
export const mostGroups = 1024;

/** A workgroup takes eight rounds of 256 elements, where there are no more groups than those. */
const elementsOfGroup = 2048;

/** Words of the sums that a workgroup leaves: three sums of three words each. */
export const wordsOfSums = 12;

/** The number of workgroups that go over the elements, each of which may leave sums. */
export function groupsOfElements(count: number, most: number): number {
  return Math.min(Math.max(Math.ceil(count / elementsOfGroup), 1), mostGroups, most);
}

/** @param elements What {@link groupsOfElements} gives for the call. */
export function groupsOf(stage: Stage, elements: number, rows: number, most: number): number {
  switch (stage.stage) {
    case "elements":
      return elements;
    case "rows":
      return Math.min(Math.max(Math.ceil(rows / (256 / stage.lanes)), 1), most);
    case "finish":
      return 1;
  }
}
