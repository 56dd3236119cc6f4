// Errors, and the one place where their sentences are built:
// `<function>: <argument> must be <expected>, got <received>. <Remedy, where there is one.>`

/** A bad argument, option or configuration. The message names it, what was expected and what came. */
export class ValueError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ValueError";
  }
}

/** A {@link ValueError} about shapes that do not fit together. The message names the shapes. */
export class ShapeError extends ValueError {
  constructor(message: string) {
    super(message);
    this.name = "ShapeError";
  }
}

/** Builds the sentence of an error. `argument` carries its own verb when it names several things. */
export function sentence(owner: string, argument: string, expected: string, received: string, remedy = ""): string {
  return `${owner}: ${argument} must ${expected}, got ${received}.${remedy && ` ${remedy}`}`;
}

const longestList = 8;

/** How a received value reads in an error: JSON where JSON can say it, a description where it cannot. */
export function show(value: unknown): string {
  try {
    return describe(value);
  } catch {
    // A Proxy or a getter may throw at any touch; the message must still be about the argument.
    return "an unreadable object";
  }
}

function describe(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    case "bigint":
      return `${value}n`;
    case "symbol":
      return "a symbol";
    case "function":
      return value.name ? `the function ${value.name}` : "a function";
    case "object":
      return describeObject(value);
    default:
      return String(value);
  }
}

function describeObject(value: object | null): string {
  if (value === null) return "null";
  if (Array.isArray(value)) {
    const items = value.slice(0, longestList).map((item) => (Array.isArray(item) ? "[…]" : describe(item)));
    return `[${items.join(", ")}${value.length > longestList ? ", …" : ""}]`;
  }
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (ArrayBuffer.isView(value)) return `a ${tag}`;
  const keys = Object.keys(value);
  const kind = tag === "Object" ? (Object.getPrototypeOf(value)?.constructor?.name ?? tag) : tag;
  if (kind !== "Object") return `an instance of ${kind}`;
  if (keys.length === 0) return "{}";
  return `an object with the keys ${keys.slice(0, longestList).join(", ")}`;
}

/** How a shape or an index reads in an error: `[2, 3]`. */
export function showShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** The known name nearest to a mistyped one, as a remedy; empty when none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const fold = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const near =
    known.find((candidate) => oneEditApart(candidate, name)) ??
    known.find((candidate) => fold(candidate) === fold(name)) ??
    known.find((candidate) => oneEditApart(fold(candidate), fold(name)));
  return near === undefined ? "" : `Did you mean ${near}?`;
}

function oneEditApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && a[head] === b[head]) head++;
  let tail = 0;
  const room = Math.min(a.length, b.length) - head;
  while (tail < room && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return Math.max(a.length, b.length) - head - tail <= 1;
}
