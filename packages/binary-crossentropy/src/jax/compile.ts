// Losses compiled by jax-js, which takes long for each of some hundred small operations by itself.
// Infinite logits need it too: expansion.ts.

import { defaultDevice, jit } from "@jax-js/jax";
import type { ArrayOperands } from "./arguments.js";
import { type Call, lossOf } from "./loss.js";
import type { Value } from "./term.js";

type Compiled = (operands: ArrayOperands) => Value;

/**
 * One for all calls with the same options on one device, where its constants are: jax-js forgets no
 * function that it was given.
 */
const compiled = new Map<string, Compiled>();

/** The loss, compiled when it is called, for the default device of that moment. */
export function compile(call: Call): Compiled {
  // NaN and infinities too, for which JSON has no words.
  const options = JSON.stringify(call, (_key, value) =>
    typeof value === "number" ? String(value) : value,
  );
  return (operands) => {
    const key = `${defaultDevice()} ${options}`;
    let made = compiled.get(key);
    if (!made) {
      made = jit((given: ArrayOperands) => lossOf(call, given));
      compiled.set(key, made);
    }
    return made(operands);
  };
}
