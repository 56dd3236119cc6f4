// Where and on what the numbers were made.

import { existsSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { BenchError } from "./errors.js";
import { packageName } from "./names.js";

export interface Circumstances {
  /** The day, in UTC. */
  readonly date: string;
  readonly device: string;
  readonly cores: number;
  readonly node: string;
  /** Version of this package. */
  readonly package: string;
}

export function circumstances(): Circumstances {
  const cores = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    device: cores[0]?.model.trim() || "unknown CPU",
    cores: cores.length,
    node: process.versions.node,
    package: versionOf(packageName),
  };
}

function versionOf(name: string): string {
  const manifest = fileURLToPath(import.meta.resolve(`${name}/package.json`));
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

/**
 * @throws BenchError unless the package has been built: the build is what users run, so it is what
 * is measured.
 */
export function requireBuild(): void {
  const entry = fileURLToPath(import.meta.resolve(packageName));
  if (!existsSync(entry))
    throw new BenchError(
      "dist/ is missing, and it is what is measured. Run `npm run build` first.",
    );
}
