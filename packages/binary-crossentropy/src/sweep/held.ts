// What the arguments of a small call hold: a typed array and its shape. Plain and nested lists are
// read into memory that is kept for it, since a new array takes longer to make than so few items to
// read.

import { ValueError } from "../errors.js";
import type { Extent } from "../task/known-layouts.js";
import type { Asked } from "../task/operands.js";
import {
  isList,
  isNumericKind,
  isReadable,
  kindOf,
  lengthOf,
  type NumericKind,
} from "../tensor/intrinsics.js";
import type { Room } from "../tensor/items.js";
import { NestedList } from "../tensor/read-nested.js";
import { type Fields, ownFieldsOf, plainShaped } from "../tensor/read-shaped.js";
import type { NumericArray } from "../types.js";

/** An array of numbers, of which nothing is known yet but its kind, and its shape. */
export interface Held {
  readonly data: NumericArray;
  readonly kind: NumericKind;
  readonly extent: Extent;
  /** Whether it was a list: then the data is in a {@link Room}, which holds more than these. */
  readonly isList: boolean;
  readonly fields: Fields | undefined;
}

/** An argument that is not for the short way, and what was asked of it. */
interface Unfit {
  readonly kind: undefined;
  readonly fields: Fields | undefined;
}

const unfit: Unfit = { kind: undefined, fields: undefined };

/** What an argument holds. */
export function held(argument: unknown, room: Room | undefined): Held | Unfit {
  const kind = kindOf(argument);
  if (isNumericKind(kind)) {
    const data = argument as NumericArray;
    return { data, kind, extent: lengthOf(data), isList: false, fields: undefined };
  }
  if (isList(argument)) return room ? heldInList(argument, room) : unfit;
  if (!isReadable(argument) || ArrayBuffer.isView(argument)) return unfit;
  const fields = ownFieldsOf(argument);
  const shaped = plainShaped(fields);
  const kindOfData = shaped && kindOf(shaped.data);
  if (!isNumericKind(kindOfData)) return { kind: undefined, fields };
  const data = shaped!.data as NumericArray;
  return { data, kind: kindOfData, extent: shaped!.shape, isList: false, fields };
}

function heldInList(nested: readonly unknown[], room: Room): Held | Unfit {
  const list = new NestedList("", "", nested, "float32", room);
  if (list.size > room.bytes.length) return unfit;
  const { data, shape } = list;
  const kind = kindOf(data) as NumericKind;
  return { data, kind, extent: shape, isList: true, fields: undefined };
}

const size = 2048;

const create = (): Room => ({ bytes: new Uint8Array(size), floats: new Float32Array(size) });

/** One for each argument, since all are read before any is computed with. */
export type Rooms = { readonly [argument in keyof Asked]-?: Room };

let rooms: Rooms | undefined;
let areTaken = false;

/**
 * Calls the function with rooms for lists, which it has for itself until it returns. Undefined where
 * an item of a list is no number, which the long way reports, and within another such call: an item's
 * getter may make one.
 */
export function withRooms<T>(read: (rooms: Rooms) => T): T | undefined {
  if (areTaken) return undefined;
  areTaken = true;
  rooms ??= { yTrue: create(), yPred: create(), sampleWeight: create(), mask: create() };
  try {
    return read(rooms);
  } catch (error) {
    if (error instanceof ValueError) return undefined;
    throw error;
  } finally {
    areTaken = false;
  }
}
