// Options and arguments of the loops: how each is read, with its default, written once for all
// functions that take it.

import { Tensor } from "@tensorflow/tfjs-core";
import { readKeys, refuse, show } from "binary-crossentropy/internal";
import { checkTensor } from "binary-crossentropy/tfjs/internal";
import { getStrategy } from "../current-strategy.js";
import { refuseOther } from "../scope.js";
import { Strategy } from "../strategy.js";

/** Reads and checks the value of an option, which is undefined where none was given. */
export type Read<T> = (owner: string, name: string, value: unknown) => T;

type Readers = { readonly [name: string]: Read<unknown> };

/** Options, complete and checked. */
export type Complete<Given extends Readers> = {
  readonly [Name in keyof Given]: ReturnType<Given[Name]>;
};

/**
 * Reads the options of a function.
 *
 * @param readers How each option is read, in the order in which messages list them.
 * @throws ValueError for an option of another name, type or value.
 */
export function readOptions<Given extends Readers>(
  owner: string,
  options: unknown,
  readers: Given,
): Complete<Given> {
  const given = readKeys(owner, "options", options, Object.keys(readers));
  const read = Object.entries(readers).map(([name, reader]) => [
    name,
    reader(owner, name, given.get(name)),
  ]);
  return Object.fromEntries(read) as Complete<Given>;
}

export const orElse =
  <T>(read: Read<T | undefined>, otherwise: T): Read<T> =>
  (owner, name, value) =>
    read(owner, name, value) ?? otherwise;

export const required =
  <T>(read: Read<T | undefined>): Read<T> =>
  (owner, name, value) =>
    read(owner, name, value) ?? refuse(owner, name, "be given", "undefined");

/** A whole number that is at least this. */
export const countFrom =
  (least: number): Read<number | undefined> =>
  (owner, name, value) => {
    if (value === undefined) return undefined;
    if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
    refuse(owner, name, `be a whole number of at least ${least}`, show(value));
  };

export const readFlag: Read<boolean | undefined> = (owner, name, value) => {
  if (value === undefined || typeof value === "boolean") return value;
  refuse(owner, name, "be true or false", show(value));
};

/** A fraction in (0, 1). */
export const readShare: Read<number | undefined> = (owner, name, value) => {
  if (value === undefined) return undefined;
  if (typeof value === "number" && value > 0 && value < 1) return value;
  refuse(owner, name, "be a number between 0 and 1", show(value));
};

/** For what TensorFlow.js checks, or the callee. */
export const asGiven: Read<unknown> = (_owner, _name, value) => value;

/** @throws ValueError for another value, and inside the scope of another strategy. */
export const readStrategy: Read<Strategy> = (owner, name, value) => {
  if (value === undefined) return getStrategy();
  if (!(value instanceof Strategy)) refuse(owner, name, "be a Strategy", show(value));
  refuseOther(owner, value);
  return value;
};

export const readBatchSize = orElse(countFrom(1), 32);

/** Whether all replicas were given the same rows. */
export const readAutoShard = orElse(readFlag, true);

/** The order of the rows in an epoch. */
export const readShuffle = orElse(readFlag, true);
export const readSeed = orElse(countFrom(0), 0);

/** @throws ValueError for a value that is not a tensor of numbers, or that was disposed. */
export function readTensor(owner: string, argument: string, value: unknown): Tensor {
  if (!(value instanceof Tensor)) refuse(owner, argument, "be a tensor", show(value));
  return checkTensor(owner, argument, value);
}
