// NumPy's .npz: a zip archive of .npy files, whose names serve as column names.

import type { Session } from "../duckdb/session.js";
import { refuseUsage, show } from "../errors.js";
import type { ColumnNames } from "./columns.js";
import { namesInstead } from "./columns.js";
import type { InputFile } from "./input-file.js";
import { unpackMember } from "./unpack.js";
import { zipMembers } from "./zip-directory.js";

/**
 * The arrays of labels, predictions and weights as files of their own.
 * @throws UsageError for an array that is not there.
 */
export async function unpackArrays(
  session: Session,
  file: InputFile,
  columns: ColumnNames,
): Promise<InputFile[]> {
  const members = await zipMembers(file.path, file.name);
  const names = members.map(({ name }) => name.slice(0, -".npy".length));
  if (columns.by.length > 0)
    refuseUsage("--by", "come with tables", `the arrays of ${show(file.name)}`);
  const wanted: [string, string | undefined][] = [
    ["--label", columns.label],
    ["--prediction", columns.prediction],
    ["--weight", columns.weight],
  ];
  const found: InputFile[] = [];
  for (const [option, name] of wanted) {
    if (name === undefined) continue;
    const [base, column] = memberOf(names, name);
    const member = members[names.indexOf(base)];
    if (member === undefined)
      refuseUsage(
        option,
        `name an array of ${show(file.name)}`,
        show(name),
        namesInstead(name, names),
      );
    const path = await unpackMember(session, file, member);
    found.push({
      ...file,
      path,
      format: "npy",
      name: `${file.name}, ${name}`,
      bytes: member.bytes,
      ...(column !== undefined && { column }),
    });
  }
  return found;
}

/** An array and a column of it: p[1] is that of number 1 of p, and rows.p the field p of rows. */
function memberOf(names: readonly string[], name: string): [string, string | undefined] {
  if (names.includes(name)) return [name, undefined];
  const [base] = names
    .filter(
      (one) => name.startsWith(one) && /^(\.[^.[\]]+)?(\[\d+\])?$/.test(name.slice(one.length)),
    )
    .sort((a, b) => b.length - a.length);
  if (base === undefined) return [name, undefined];
  const rest = name.slice(base.length);
  return [base, rest.startsWith(".") ? rest.slice(1) : rest.slice(1, -1)];
}

/** All arrays of a file, unpacked, by their names. */
export async function arraysIn(
  session: Session,
  file: InputFile,
): Promise<{ name: string; array: InputFile }[]> {
  const found: { name: string; array: InputFile }[] = [];
  for (const member of await zipMembers(file.path, file.name)) {
    const name = member.name.slice(0, -".npy".length);
    const path = await unpackMember(session, file, member);
    const array: InputFile = { ...file, path, format: "npy", name: `${file.name}, ${name}` };
    found.push({ name, array });
  }
  return found;
}
