// What a join found, as lines of text.

import { show } from "../errors.js";
import type { Joined } from "../score/join/result.js";
import { whole } from "./text.js";

/** The title and the lines; null if every row has a partner. */
export function joinedText({
  columns,
  unmatched,
}: Joined): { readonly title: string; readonly lines: readonly string[] } | null {
  const sides = [
    { what: "predictions without a label", on: columns.predictions, ...unmatched.predictions },
    { what: "labels without a prediction", on: columns.labels, ...unmatched.labels },
  ].filter(({ count }) => count > 0);
  if (sides.length === 0) return null;
  const lines = sides.flatMap(({ on, listed, count }) => [
    ...listed.map(({ file, row, key }) => {
      const keys = on.map((name, i) => `${show(name)} ${show(key[i])}`).join(", ");
      return `${show(file)}, row ${row}: ${keys}`;
    }),
    ...(count > listed.length ? [`and ${whole(count - listed.length)} more`] : []),
  ]);
  const counts = sides.map(({ what, count }) => `${whole(count)} ${what}`).join(", ");
  return { title: `Left out: ${counts}`, lines };
}
