// What of this program is not JavaScript, and what to do where npm has left it out.

import { refuseUsage } from "../errors.js";

/** As many platforms as both native packages come for. */
const platforms =
  "Linux (x64 and arm64, glibc and musl), macOS (x64 and arm64) and Windows (x64 and arm64)";

const install = "npm install --global --include=optional binary-crossentropy-cli";

/** @throws UsageError that says which package is missing, and how to get it. */
export function refuseMissing(name: string, problem: string): never {
  const remedy =
    `npm leaves it out with --omit=optional, and where node_modules comes from another system. ` +
    `Install it with: ${install}. It comes for ${platforms}.`;
  return refuseUsage("reading files", `have the native package ${name}`, problem, remedy);
}
