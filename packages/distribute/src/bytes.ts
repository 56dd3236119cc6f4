// The one way in which values become bytes: what replicas gather, what a process tells the others
// about itself, and the text of a checkpoint. It is JSON in UTF-8, extended by infinities and NaN.

/**
 * A value as text: JSON in which infinities and NaN stand as `{"number":"Infinity"}` and so on. An
 * object of the caller's that looks like one of these is wrapped, so that it comes back as it was.
 *
 * @throws TypeError for a value that JSON cannot represent.
 */
export function toText(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError("JSON cannot represent the value.");
  // Without a replacer JSON is several times as fast, and writes null for infinities and NaN.
  return /null|"number"/.test(text) ? JSON.stringify(value, replace) : text;
}

function replace(_: string, part: unknown): unknown {
  if (typeof part === "number" && !Number.isFinite(part)) return { number: String(part) };
  return standsForNumber(part) ? { number: [part.number] } : part;
}

/** The value that {@link toText} was given. @throws SyntaxError for text that is not JSON. */
export function fromText(text: string): unknown {
  return text.includes('"number"') ? JSON.parse(text, revive) : JSON.parse(text);
}

function revive(_: string, part: unknown): unknown {
  if (!standsForNumber(part)) return part;
  return Array.isArray(part.number) ? { number: part.number[0] } : Number(part.number);
}

const names: readonly unknown[] = ["Infinity", "-Infinity", "NaN"];

/** Whether it is `{ number: "NaN" }` and so on, or the wrapping of it, `{ number: ["NaN"] }`. */
function standsForNumber(value: unknown): value is { readonly number: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  if (!Object.hasOwn(value, "number") || Object.keys(value).length !== 1) return false;
  let { number } = value as { number: unknown };
  while (Array.isArray(number) && number.length === 1) [number] = number;
  return names.includes(number);
}

export function toBytes(value: unknown): Uint8Array {
  return encodeText(toText(value));
}

export function fromBytes(bytes: Uint8Array): unknown {
  return fromText(decodeText(bytes));
}

export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The memory of a typed array, as bytes. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };
