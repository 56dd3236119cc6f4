// The native packages of this program, and what to do if npm has left one out.

import { refuseUsage } from "../errors.js";

/** The platforms for which both native packages exist. */
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
