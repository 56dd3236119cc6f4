// Instances that are called like functions, as in Keras.

/**
 * Lets the class's instances inherit from functions: what takes a function asks it for `apply` and
 * `bind`.
 */
export function makeCallable(prototype: object): void {
  Object.setPrototypeOf(prototype, Function.prototype);
}

/** The function as an instance of the class, with properties that cannot be changed. */
export function asInstance<Instance>(
  run: (...args: never[]) => unknown,
  Class: { readonly prototype: object },
  properties: Readonly<Record<string, unknown>>,
): Instance {
  Object.setPrototypeOf(run, Class.prototype);
  for (const [key, value] of Object.entries(properties))
    Object.defineProperty(run, key, { value, enumerable: true });
  return run as unknown as Instance;
}
