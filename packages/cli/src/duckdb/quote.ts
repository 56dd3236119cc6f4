// Names and values of users in SQL: quoted, never pasted.

/** A name as SQL has it: in double quotes, its own doubled. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL has it: in single quotes, its own doubled. DuckDB reads no escapes in it. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path that DuckDB takes as it is, where its own patterns would make something else of it. */
export function pathLiteral(path: string): string {
  return literal(path.replace(/[*?[]/g, (character) => `[${character}]`));
}
