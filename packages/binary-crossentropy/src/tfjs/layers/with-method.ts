// A method of one object, replaced for a while.

/** Runs with the method in place, and gives the object back as it was. */
export function withMethod<T extends object, Name extends keyof T, Result>(
  object: T,
  name: Name,
  method: T[Name],
  run: () => Result,
): Result {
  const own = Object.getOwnPropertyDescriptor(object, name);
  object[name] = method;
  try {
    return run();
  } finally {
    if (own) Object.defineProperty(object, name, own);
    else Reflect.deleteProperty(object, name);
  }
}
