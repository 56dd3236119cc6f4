// Where a report comes from: the columns that it is about, when it was made, and by which command.

import { version } from "../../version.js";
import { withoutPassword } from "../../warehouse/address.js";
import { oneLine } from "../text.js";
import { html, type Markup } from "./html.js";

export interface Origin {
  /** As a shell takes it, without the password of an address. */
  readonly command: string;
  readonly version: string;
  readonly date: Date;
}

/** Letters of the longest command that is shown whole: a pattern may stand for thousands of files. */
const longest = 2000;

/** @param args What the program was given, its command first. */
export function originOf(args: readonly string[], date = new Date()): Origin {
  const command = ["bce", ...args.map((arg) => word(withoutPassword(arg)))].join(" ");
  return { command, version: version(), date };
}

/** As a shell takes it for one word. */
function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The line below the title. */
export function originLine({ command, version, date }: Origin): Markup {
  const [day, time] = date.toISOString().split("T") as [string, string];
  const made = html`Made on <time datetime="${date.toISOString()}">${day} at ${time.slice(0, 5)} UTC</time>`;
  // Lines break between words: browsers break after each hyphen too.
  const words = oneLine(command, longest).split(" ");
  return html`${made} by bce ${version}: <code>${words.map((text, i) => html`${i === 0 ? "" : " "}<span>${text}</span>`)}</code>`;
}

/** What the columns are called, by what they are: those that were named. */
export function columnsLine(
  named: Readonly<Record<string, string | readonly string[] | null | undefined>>,
): string {
  return Object.entries(named)
    .flatMap(([role, names]) => {
      const list = typeof names === "string" ? [names] : (names ?? []);
      return list.length === 0 ? [] : [`${role} ${list.map((name) => oneLine(name)).join(", ")}`];
    })
    .join(", ");
}
