// Finds the classes of tfjs-layers. Each copy of tfjs-core has a map in which they are registered.
// This package can reach the map of the copy that it imports, and that of a script tag, whose
// TensorFlow.js is the page's `tf`.

import { env, serialization } from "@tensorflow/tfjs-core";
import { ValueError } from "../../errors.js";

export type Class<Instance> = new (...args: never[]) => Instance;

type ClassNameMap = { [className: string]: readonly [Class<object>, unknown] };

/** A function for each class name, called with the class now or as soon as it is registered. */
export type Wrap = { readonly [className: string]: (Class: Class<object>) => void };

const watched = new WeakSet<object>();
let isFound = false;
let seen: unknown;
let arrivals = 0;

/**
 * Watches all maps that can be reached for these classes.
 *
 * @returns The number of maps that had models in them when they were found: those may have been
 * compiled before.
 * @throws ValueError where a copy of tfjs-layers was loaded whose map cannot be reached, since its
 * models would ignore weights.
 */
export function watchModels(wrap: Wrap): number {
  const { tf } = globalThis as { readonly tf?: Namespace };
  // Every call of a loss comes here.
  if (isFound && tf === seen) return arrivals;
  const maps = reachableMaps(tf);
  for (const map of maps) {
    if (watched.has(map)) continue;
    watched.add(map);
    if (map["Model"] !== undefined) arrivals++;
    for (const [className, wrapClass] of Object.entries(wrap))
      whenRegistered(map, className, wrapClass);
  }
  seen = tf;
  isFound = maps.some((map) => map["Model"] !== undefined);
  if (isFound || !hasLayers()) return arrivals;
  throw new ValueError(
    "binary-crossentropy/tfjs: @tensorflow/tfjs-core must be the copy that tfjs-layers uses, got two copies. " +
      "The models of the other one would leave weights out: have both resolve to one, which `npm ls @tensorflow/tfjs-core` shows.",
  );
}

interface Namespace {
  readonly serialization?: { readonly SerializationMap?: { getMap?(): unknown } };
}

function reachableMaps(tf: Namespace | undefined): ClassNameMap[] {
  const maps = [serialization.SerializationMap, tf?.serialization?.SerializationMap].map(
    (owner) => {
      return (owner?.getMap?.() as { readonly classNameMap?: ClassNameMap } | undefined)
        ?.classNameMap;
    },
  );
  return maps.filter((map) => typeof map === "object");
}

/**
 * Whether any copy of tfjs-layers is loaded: all copies of tfjs-core share one set of flags, in
 * which every copy of tfjs-layers registers this one.
 */
function hasLayers(): boolean {
  const { flagRegistry } = env() as unknown as { readonly flagRegistry: object };
  return "TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES" in flagRegistry;
}

function whenRegistered(
  map: ClassNameMap,
  className: string,
  wrap: (Class: Class<object>) => void,
): void {
  let entry = map[className];
  if (entry) wrap(entry[0]);
  Object.defineProperty(map, className, {
    configurable: true,
    enumerable: true,
    get: () => entry,
    set(next: ClassNameMap[string]) {
      entry = next;
      wrap(next[0]);
    },
  });
}
