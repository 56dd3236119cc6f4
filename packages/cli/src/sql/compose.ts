// Composes a query from columns that are computed in steps, in one of three ways: nested subqueries,
// which every engine has; subqueries with names, one after the other; or names of columns in a WITH
// clause, which ClickHouse has. Nothing is indented, since a name may contain line ends.

/** New columns by name, computed from those of earlier steps. */
export type Step = Readonly<Record<string, string>>;

/** What is computed for each row. All names begin with bce_. */
export interface Rows {
  /** What follows FROM. */
  readonly table: string;
  /** Computed from the table's own columns; the only step with text from the user. */
  readonly columns: Step;
  readonly steps: readonly Step[];
}

/** What is selected from the rows. The caller quotes output names that need it. */
export interface Selection {
  readonly columns: Step;
  /**
   * Further columns, computed from those above in a query around it: `of` gives an expression for a
   * column by its name.
   */
  readonly derived?: (of: (column: string) => string) => Step;
  readonly where?: string;
  readonly groupBy?: readonly string[];
  readonly orderBy?: readonly string[];
  readonly limit?: number;
}

export type Compose = (rows: Rows, selection: Selection) => string;

const list = (step: Step) =>
  Object.entries(step).map(([name, expression]) => `${expression} AS ${name}`);

function tail({ where, groupBy = [], orderBy = [], limit }: Selection): string {
  const clauses = [
    ...(where === undefined ? [] : [`WHERE ${where}`]),
    ...(groupBy.length === 0 ? [] : [`GROUP BY ${groupBy.join(", ")}`]),
    ...(orderBy.length === 0 ? [] : [`ORDER BY ${orderBy.join(", ")}`]),
    ...(limit === undefined ? [] : [`LIMIT ${limit}`]),
  ];
  return clauses.map((clause) => `\n${clause}`).join("");
}

/**
 * @param fence Text at the end of a subquery that keeps the engine from recomputing its columns at
 * every use.
 */
export function nested(fence = ""): Compose {
  const compose: Compose = ({ table, columns, steps }, selection) => {
    if (selection.derived !== undefined)
      return around(compose, { table, columns, steps }, selection);
    let query = `SELECT ${list(columns).join(",\n  ")}\nFROM ${table}`;
    for (const step of steps)
      query = `SELECT *, ${list(step).join(",\n  ")}\nFROM (\n${query}\n${fence}) AS bce_step`;
    return `SELECT ${list(selection.columns).join(",\n  ")}\nFROM (\n${query}\n${fence}) AS bce_rows${tail(selection)}`;
  };
  return compose;
}

/**
 * Subqueries in a WITH clause, for SQLite: its parser holds fewer than a dozen inside one another in
 * its stack of 100 symbols. Without a limit it would put each into the next one, and compute a
 * column again wherever it is used: in minutes what takes a second.
 */
export const chained: Compose = ({ table, columns, steps }, selection) => {
  if (selection.derived !== undefined) return around(chained, { table, columns, steps }, selection);
  const name = `${freePrefix(table)}step`;
  const queries = [
    `SELECT ${list(columns).join(",\n  ")}\nFROM ${table}`,
    ...steps.map((step, i) => `SELECT *, ${list(step).join(",\n  ")}\nFROM ${name}${i}`),
  ];
  const named = queries.map((query, i) => `${name}${i} AS (\n${query}\nLIMIT -1\n)`);
  return `WITH ${named.join(",\n")}\nSELECT ${list(selection.columns).join(",\n  ")}\nFROM ${name}${steps.length}${tail(selection)}`;
};

/** The columns under names of their own, which no name of the user's hides, and then all of them. */
function around(
  compose: Compose,
  rows: Rows,
  { columns, derived, orderBy = [], limit, ...selection }: Selection,
): string {
  const names = Object.keys(columns);
  const inside = (name: string) => `bce_o${names.indexOf(name)}`;
  const own = Object.fromEntries(names.map((name) => [inside(name), columns[name]!]));
  const all = [...names.map((name) => `${inside(name)} AS ${name}`), ...list(derived!(inside))];
  const order = orderBy.map((text) => inside(names.find((name) => columns[name] === text)!));
  const outer = { columns: {}, orderBy: order, ...(limit !== undefined && { limit }) };
  return `SELECT ${all.join(",\n  ")}\nFROM (\n${compose(rows, { ...selection, columns: own })}\n) AS bce_sums${tail(outer)}`;
}

/**
 * One SELECT directly from the table, so that a table spread over servers is aggregated where its
 * rows are; with a subquery all rows would travel. Names in WITH hide columns of the same name, so
 * the names of the result are given outside.
 */
export const flat: Compose = ({ table, columns, steps }, selection) => {
  const prefix = freePrefix(Object.values(columns).join(" "));
  const ours = (text: string) => text.replaceAll("bce_", prefix);
  const names = [
    ...Object.entries(columns).map(([name, expression]) => `${expression} AS ${ours(name)}`),
    ...steps.flatMap((step) => list(step).map(ours)),
  ];
  // A name in WITH must be selected as it is: old servers lose a second name between them.
  const outputs = Object.entries(selection.columns).map(([name, expression], i) => {
    const isName = /^bce_\w+$/.test(expression);
    const inside = isName ? ours(expression) : `${prefix}o${i}`;
    return { name, inside, selected: isName ? inside : `${ours(expression)} AS ${inside}` };
  });
  const inner = outputs.map(({ selected }) => selected);
  const insideOf = (column: string) => outputs.find(({ name }) => name === column)!.inside;
  const outer = [
    ...outputs.map(({ name, inside }) => `${inside} AS ${name}`),
    ...list(selection.derived?.(insideOf) ?? {}),
  ];
  return `SELECT ${outer.join(",\n  ")}\nFROM (\nWITH ${names.join(",\n  ")}\nSELECT ${inner.join(",\n  ")}\nFROM ${table}${ours(tail(selection))}\n)`;
};

/** bce_, or a longer prefix if the user's text contains that. */
function freePrefix(text: string): string {
  let prefix = "bce_";
  while (text.includes(prefix)) prefix = `bce${prefix}`;
  return prefix;
}
