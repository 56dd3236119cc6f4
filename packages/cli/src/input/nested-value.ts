// What to name where a value is a list or an object: one of its elements, or one of its fields.

import { show } from "../errors.js";

/** The remedy for a text that holds several values, as a sentence; null for any other text. */
export function remedyForNested(text: string, option: string, column: string): string | null {
  if (!/^\s*(\[.*\]|\{.*\})\s*$/s.test(text)) return null;
  const value = parsed(text);
  if (Array.isArray(value))
    return nameElement(option, column, Array.isArray(value[0]) ? "[0][0]" : element(value.length));
  const [field] = Object.keys(value ?? {});
  if (field !== undefined && Object.keys(value!).every((key) => /^\d+$/.test(key)))
    return 'Columns are no rows: pandas writes those with to_json(orient="records", lines=True).';
  if (field !== undefined) return nameField(option, column, field);
  return value === null ? `Lists and objects are read where they are JSON: [0.25, 0.75].` : null;
}

/** The same for a type of DuckDB's. */
export function remedyForNestedType(type: string, option: string, column: string): string {
  if (/\[\d*\]$/.test(type)) return nameElement(option, column, element(2));
  if (type.startsWith("MAP("))
    return `It holds maps: name a key, as in ${option} ${inShell(`${column}.KEY`)}.`;
  const field = /^STRUCT\((?:"([^"]+)"|(\w+)) /.exec(type);
  return field === null ? "" : nameField(option, column, (field[1] ?? field[2])!);
}

/** Of two probabilities, the second one is that of the positive class. */
const element = (length: number) => (length === 2 ? "[1]" : "[0]");

const nameElement = (option: string, column: string, index: string) =>
  `It holds lists: name an element, counted from 0, as in ${option} ${inShell(column + index)}.`;

const nameField = (option: string, column: string, field: string) =>
  `It holds objects: name a field, as in ${option} ${inShell(`${column}.${field}`)}.`;

function inShell(name: string): string {
  return `'${show(name).slice(1, -1).replaceAll("'", "'\\''")}'`;
}

function parsed(text: string): object | null {
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}
