// How safe a connection to PostgreSQL is, by the words that libpq has for it.

import { readFileSync } from "node:fs";
import type { ClientConfig } from "pg";
import { refuseUsage, show } from "../errors.js";
import type { Address } from "./address.js";

const modes = ["prefer", "disable", "allow", "require", "verify-ca", "verify-full"] as const;
type Mode = (typeof modes)[number];

/** @returns `orPlain`: whether to talk without TLS to a server that has none. */
export function readTls(address: Address): { ssl: ClientConfig["ssl"]; orPlain: boolean } {
  const mode = (address.options.get("sslmode") ?? process.env["PGSSLMODE"] ?? "prefer") as Mode;
  if (!modes.includes(mode))
    refuseUsage("--url", `have an sslmode of ${modes.join(", ")}`, show(mode));
  return { ssl: tls(mode, address), orPlain: mode === "prefer" || mode === "allow" };
}

/** As libpq has it: only the last two check whom they talk to. */
function tls(mode: Mode, { options, host }: Address): ClientConfig["ssl"] {
  if (mode === "disable" || host.startsWith("/")) return false;
  const root = options.get("sslrootcert");
  const ca = root === undefined ? {} : { ca: readRoot(root) };
  if (mode === "verify-full") return { ...ca, rejectUnauthorized: true };
  if (mode === "verify-ca")
    return { ...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined };
  return { rejectUnauthorized: false };
}

function readRoot(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return refuseUsage(
      "--url",
      "have an sslrootcert that can be read",
      `${show(path)} (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}
