// From columns that are computed in steps to a query. Two ways: nested subqueries, which every
// engine has, and names in a WITH clause, which ClickHouse has. Nothing is indented: a name may
// hold line ends.

/** New columns by name, over those of the steps before. */
export type Step = Readonly<Record<string, string>>;

/** What is computed of each row. All names begin with bce_. */
export interface Rows {
  /** What follows FROM. */
  readonly table: string;
  /** Over the table's own columns; the one step whose text is not all our own. */
  readonly columns: Step;
  readonly steps: readonly Step[];
}

/** What is asked of the rows. Output names are quoted by the caller where they need it. */
export interface Selection {
  readonly columns: Step;
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
 * @param fence What at the end of a subquery keeps the engine from computing its columns again at
 * every use.
 */
export function nested(fence = ""): Compose {
  return ({ table, columns, steps }, selection) => {
    let query = `SELECT ${list(columns).join(",\n  ")}\nFROM ${table}`;
    for (const step of steps)
      query = `SELECT *, ${list(step).join(",\n  ")}\nFROM (\n${query}\n${fence}) AS bce_step`;
    return `SELECT ${list(selection.columns).join(",\n  ")}\nFROM (\n${query}\n${fence}) AS bce_rows${tail(selection)}`;
  };
}

/**
 * One SELECT straight from the table, so that a table which is spread over servers is aggregated
 * where its rows are; of a subquery all rows would travel. Names of WITH hide columns of the same
 * name, so those of the result are given outside of it.
 */
export const flat: Compose = ({ table, columns, steps }, selection) => {
  const prefix = freePrefix(Object.values(columns).join(" "));
  const ours = (text: string) => text.replaceAll("bce_", prefix);
  const names = [
    ...Object.entries(columns).map(([name, expression]) => `${expression} AS ${ours(name)}`),
    ...steps.flatMap((step) => list(step).map(ours)),
  ];
  // A name of WITH has to be selected as it is: old servers lose a second name on the way between
  // them.
  const outputs = Object.entries(selection.columns).map(([name, expression], i) => {
    const isName = /^bce_\w+$/.test(expression);
    const inside = isName ? ours(expression) : `${prefix}o${i}`;
    return { name, inside, selected: isName ? inside : `${ours(expression)} AS ${inside}` };
  });
  const inner = outputs.map(({ selected }) => selected);
  const outer = outputs.map(({ name, inside }) => `${inside} AS ${name}`);
  return `SELECT ${outer.join(",\n  ")}\nFROM (\nWITH ${names.join(",\n  ")}\nSELECT ${inner.join(",\n  ")}\nFROM ${table}${ours(tail(selection))}\n)`;
};

/** bce_, or more of it where the user's text has that. */
function freePrefix(text: string): string {
  let prefix = "bce_";
  while (text.includes(prefix)) prefix = `bce${prefix}`;
  return prefix;
}
