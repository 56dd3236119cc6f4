// Instances that are called like functions, as in Keras.

/**
 * The class's instances inherit from functions: what takes a function asks it for `apply` and
 * `bind`.
 */
export function makeCallable(prototype: object): void {
  Object.setPrototypeOf(prototype, Function.prototype);
}

/** The function as an instance of the class. */
export function asInstance<Instance>(
  run: (...args: never[]) => unknown,
  Class: { readonly prototype: object },
  name: string,
): Instance {
  Object.setPrototypeOf(run, Class.prototype);
  Object.defineProperty(run, "name", { value: name });
  return run as unknown as Instance;
}
