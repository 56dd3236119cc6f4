// Errors, and the one place where their sentences are built:
// `<function>: <argument> must be <expected>, got <received>. <Remedy, where there is one.>`

/**
 * A bad argument, option or configuration. The message names it, what was expected and what came.
 */
export class ValueError extends Error {
  constructor(message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = "ValueError";
  }
}

/** A {@link ValueError} about shapes that do not fit together. The message names the shapes. */
export class ShapeError extends ValueError {
  constructor(message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = "ShapeError";
  }
}

/**
 * Throws a {@link ValueError} of the one form that all have. `received` is shown text: see {@link
 * show}.
 */
export function refuse(
  owner: string,
  argument: string,
  expected: string,
  received: string,
  remedy = "",
  Kind = ValueError,
): never {
  throw new Kind(
    `${owner}: ${argument} must ${expected}, got ${received}.${remedy && ` ${remedy}`}`,
  );
}

/** Throws a {@link ShapeError} of that form. */
export function refuseShape(
  owner: string,
  argument: string,
  expected: string,
  received: string,
  remedy = "",
): never {
  refuse(owner, argument, expected, received, remedy, ShapeError);
}

const longestList = 8;

/**
 * How a received value reads in an error: JSON where JSON can say it, a description where it
 * cannot.
 */
export function show(value: unknown): string {
  try {
    if (typeof value === "string")
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "function") return "a function";
    return typeof value === "object" && value !== null ? showObject(value) : String(value);
  } catch {
    // A Proxy or a getter may throw at any touch; the message must still be about the argument.
    return "an unreadable object";
  }
}

function showObject(value: object): string {
  const kind = value.constructor?.name ?? "Object";
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value)) {
    const list = value as unknown as ArrayLike<unknown>;
    const shown: string[] = [];
    for (let i = 0; i < Math.min(list.length, longestList); i++)
      shown.push(Array.isArray(list[i]) ? "[…]" : show(list[i]));
    if (list.length > longestList) shown.push("…");
    return `${kind === "Array" ? "" : `${kind} `}[${shown.join(", ")}]`;
  }
  return kind === "Object"
    ? `an object with the keys [${Object.keys(value).slice(0, longestList).join(", ")}]`
    : `an instance of ${kind}`;
}

/** How a shape or an index reads in an error: `[2, 3]`. */
export function showShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** What to do about a label that may stand for a missing one; "" for others. */
export function remedyForLabel(label: number): string {
  if (label >= 0) return "";
  // An infinite ignoreLabel is refused.
  const remedy = label === -Infinity ? "a mask" : `ignoreLabel: ${label}, or a mask`;
  return `If it stands for a missing label, pass ${remedy}.`;
}

/**
 * The known name that a mistyped one most likely means, as a remedy; empty when there is none.
 * Letters count, whatever their order and case: that finds other ways of writing a name, doubled
 * and swapped letters; so does its beginning, and a name of five letters or more at its end.
 */
export function didYouMean(name: unknown, known: readonly unknown[]): string {
  const letters = (text: unknown) => {
    const folded = String(text).toLowerCase();
    return [...new Set(folded.replace(/[^a-z0-9]/g, ""))].sort().join("");
  };
  const near =
    typeof name === "string" &&
    name &&
    known.find(
      (one) =>
        letters(one) === letters(name) ||
        String(one).startsWith(name) ||
        (String(one).length > 4 && name.toLowerCase().endsWith(String(one).toLowerCase())),
    );
  return near ? `Did you mean ${near}?` : "";
}
