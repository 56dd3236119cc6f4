// A file that a mistyped path likely means: one beside it of nearly its name.

import { readdirSync } from "node:fs";
import { basename, dirname, join, parse } from "node:path";
import { show } from "../errors.js";
import { nearest } from "./nearest.js";

/** The remedy for a path that leads nowhere, as a sentence; empty if nothing is like it. */
export function similarFile(path: string): string {
  const name = basename(path);
  // Without their endings as well: names are not alike because both end in .csv.
  const alike = namesIn(dirname(path)).filter(
    (one) => one !== name && nearest(parse(name).name, [parse(one).name]).length > 0,
  );
  const [near] = nearest(name, alike);
  return near === undefined ? "" : `Did you mean ${show(join(dirname(path), near))}?`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
