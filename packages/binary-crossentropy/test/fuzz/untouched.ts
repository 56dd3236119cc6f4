// That nothing is written to but `out`.

import type { FloatArray, NumericArray } from "binary-crossentropy";
import type { Arguments } from "./build.js";
import type { Failure } from "./judge.js";

/**
 * Remembers all that inputs and `out` lie in; says afterwards what has been written that should not
 * have been.
 */
export function snapshot({ arrays, out }: Arguments): (isRead: boolean) => Failure | undefined {
  const bytesOf = (array: NumericArray | FloatArray) =>
    new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
  const inputs = Object.entries(arrays).map(([name, array]) => ({
    name,
    array,
    copy: bytesOf(array).slice(),
  }));
  return (isRead) => {
    for (const { name, array, copy } of inputs) {
      const now = bytesOf(array);
      const isOut = (at: number) =>
        !isRead &&
        out !== undefined &&
        array.buffer === out.buffer &&
        at >= out.byteOffset &&
        at < out.byteOffset + out.byteLength;
      const changed = now.findIndex((byte, i) => byte !== copy[i] && !isOut(array.byteOffset + i));
      if (changed >= 0)
        return {
          quantity: "an input that is written to",
          message: `${name} is written to, at byte ${changed}`,
        };
    }
    return undefined;
  };
}
