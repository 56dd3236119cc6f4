// The source of the data: files in Node, the web in a page.

import type { Digits } from "./digits.js";
import type { PairedImages, Split, UnpairedImages } from "./made-pictures.js";
import type { Table } from "./table.js";

export interface Source {
  /** The first digits, at most `limit` of them. */
  digits(limit: number): Promise<Digits>;
  labels(limit: number): Promise<Uint8Array>;
  /** The user's own data, if there are any. */
  readonly table?: () => Promise<Table>;
  readonly pairs?: () => Promise<Split<PairedImages>>;
  readonly unpaired?: () => Promise<Split<UnpairedImages>>;
}
