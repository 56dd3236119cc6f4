// How many workgroups a stage takes, and what they leave.

import type { Stage } from "./variant.js";

/** More workgroups than this leave more sums to add up than they gain. */
const mostGroups = 256;

/**
 * A workgroup takes 64 rounds of 256 elements, where there are no more groups than those: some
 * devices go once through the code for unusual elements in any case, wgsl/elements.wgsl.
 */
const elementsOfGroup = 16384;

/** Words of a sum that an invocation leaves, wgsl/sum.wgsl. */
export const wordsOfSum = 2;

/** The number of workgroups that go over the elements. */
export function groupsOfElements(count: number, most: number): number {
  return Math.min(Math.max(Math.ceil(count / elementsOfGroup), 1), mostGroups, most);
}

/** The number of invocations in them, each of which leaves a sum of losses and one of a divisor. */
export const sumsOf = (groups: number): number => 256 * groups;

/** Words of all sums: the losses' first. */
export const wordsOfSums = (sums: number): number => 2 * wordsOfSum * sums;

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
