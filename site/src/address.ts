// The state of a view in its address, so that it can be sent to somebody. What is not said is the
// default; what cannot be read is left out.

export interface Field<T> {
  /** The value of a text, or undefined where it is none. */
  read(text: string): T | undefined;
  write(value: T): string;
}

export type Fields<S> = { readonly [K in keyof S]: Field<S[K]> };

export interface NumberField extends Field<number> {
  readonly least: number;
  readonly most: number;
}

/** A number in a range. */
export function numberIn(least: number, most: number): NumberField {
  return {
    least,
    most,
    read(text) {
      const value = text.trim() === "" ? Number.NaN : Number(text);
      return value >= least && value <= most ? value : undefined;
    },
    write: String,
  };
}

/** One of some words. */
export function oneOf<const T extends string>(words: readonly T[]): Field<T> {
  return { read: (text) => words.find((word) => word === text), write: (value) => value };
}

/** Some of some words, in their order. */
export function someOf<const T extends string>(words: readonly T[]): Field<readonly T[]> {
  return {
    read(text) {
      const parts = text.split(",");
      return words.filter((word) => parts.includes(word));
    },
    write: (value) => value.join(","),
  };
}

/** A text that is not endless. */
export function textUpTo(length: number): Field<string> {
  return { read: (text) => (text.length <= length ? text : undefined), write: (value) => value };
}

/** The state that a query string says. */
export function readAddress<S extends object>(search: string, fields: Fields<S>, defaults: S): S {
  const query = new URLSearchParams(search);
  const state = { ...defaults };
  for (const key of Object.keys(fields) as (keyof S & string)[]) {
    const text = query.get(key);
    const value = text === null ? undefined : fields[key].read(text);
    if (value !== undefined) state[key] = value;
  }
  return state;
}

/** The query string of a state: empty for the defaults. */
export function writeAddress<S extends object>(state: S, fields: Fields<S>, defaults: S): string {
  const query = new URLSearchParams();
  for (const key of Object.keys(fields) as (keyof S & string)[]) {
    const text = fields[key].write(state[key]);
    if (text !== fields[key].write(defaults[key])) query.set(key, text);
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
