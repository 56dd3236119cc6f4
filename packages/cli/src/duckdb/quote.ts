// Names and values of users in SQL: quoted, never pasted.

/** A name in SQL: in double quotes, with its own doubled. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL: in single quotes, with its own doubled. DuckDB reads no escapes in it. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path that DuckDB takes literally, not as one of its patterns. */
export function pathLiteral(path: string): string {
  return literal(path.replace(/[*?[]/g, (character) => `[${character}]`));
}
