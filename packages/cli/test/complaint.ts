// What bce score says of files that are not what they seem.

import { refusal, scratch } from "./run.js";

export const names = ["--label", "y", "--prediction", "p"];
export const many = `y,p\n${Array.from({ length: 200_000 }, (_, i) => `${i % 2},${((i * 7919) % 9973) / 9973}`).join("\n")}\n`;

/** A folder for the tests of a file, and what is said of one of its files. */
export function complaints() {
  const { folder, write } = scratch();
  return {
    folder,
    write,
    async complaint(file: string, ...args: string[]): Promise<string> {
      return (await refusal(file, ...names, ...args)).replaceAll(`${folder}/`, "");
    },
  };
}
