// Reads objects of named properties: options, configurations, states. Only what the object itself
// has counts, so that nothing on Object.prototype changes a loss, and each property is read once,
// so that getters and Proxy objects cannot change their answer after the check.

import { didYouMean, refuse, show } from "../errors.js";
import { isReadable } from "../tensor/intrinsics.js";

/**
 * The given properties among the known ones, each read once; undefined ones are left out.
 *
 * @throws ValueError when `object` is no plain object, or has a property of another name.
 */
export function readKeys<Name extends string>(
  owner: string,
  argument: string,
  object: unknown,
  known: readonly Name[],
  remedy = "",
): Map<Name, unknown> {
  const given = new Map<Name, unknown>();
  if (object === undefined) return given;
  checkKeys(owner, argument, object, known, remedy);
  for (const name of known) {
    const value = ownProperty(owner, argument, object, name);
    if (value !== undefined) given.set(name, value);
  }
  return given;
}

/** What belongs elsewhere, and where. */
const elsewhere: readonly (readonly [key: RegExp, remedy: string])[] = [
  [
    /^class_?weight$/i,
    "Pass sampleWeightFor(yTrue, classWeight) as sampleWeight, or posWeightFor(yTrue) as posWeight.",
  ],
  [/^sample_?weight$/i, "It is the third argument of a loss object, and of updateState."],
  [/^(gamma|alpha|apply_?class_?balancing)$/i, "It is an option of BinaryFocalCrossentropy."],
];

/** @throws ValueError when `object` is no plain object, or has a property that is not known. */
export function checkKeys(
  owner: string,
  argument: string,
  object: unknown,
  known: readonly string[],
  remedy = "",
): asserts object is object {
  if (!isReadable(object) || Array.isArray(object) || ArrayBuffer.isView(object)) {
    refuse(owner, argument, "be an object", show(object), remedy);
  }
  const keys = Object.keys(object);
  for (const key of keys) {
    if (known.includes(key)) continue;
    refuse(
      owner,
      argument,
      `have no other keys than ${known.join(", ")}`,
      show(key),
      didYouMean(key, known) || (elsewhere.find(([name]) => name.test(key))?.[1] ?? ""),
    );
  }
  if (isOpaque(object)) refuse(owner, argument, "be a plain object", show(object), remedy);
}

/** Whether it has its contents elsewhere than under its keys, as a Map, a Set or a Promise has. */
export function isOpaque(object: object): boolean {
  return Object.keys(object).length === 0 && !isPlain(object);
}

function isPlain(object: object): boolean {
  const prototype = Object.getPrototypeOf(object);
  return prototype === null || isRoot(prototype);
}

/** Whether it is the Object.prototype of this realm or of another. */
function isRoot(prototype: object): boolean {
  return Object.hasOwn(prototype, "hasOwnProperty");
}

/**
 * A property of the object's own.
 *
 * @throws ValueError where the object inherits it from another one than Object.prototype: whoever
 * wrote that means it.
 */
export function ownProperty(
  owner: string,
  argument: string,
  object: object,
  name: string,
): unknown {
  if (!(name in object)) return undefined;
  if (Object.hasOwn(object, name)) return (object as { [name: string]: unknown })[name];
  const prototype = Object.getPrototypeOf(object);
  if (prototype === null || isRoot(prototype) || name in Object.prototype) return undefined;
  refuse(owner, argument, `have ${name} as a property of its own`, "one that is inherited");
}
