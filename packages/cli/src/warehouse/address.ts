// The address of a warehouse: scheme://user:password@host:port/database?options. A password is
// never part of a message.

import { refuseUsage, show } from "../errors.js";
import type { EngineName } from "../sql/engine.js";

/** The engines that there is a client for. */
export type Connected = Extract<EngineName, "clickhouse" | "postgres">;

export interface Address {
  readonly engine: Connected;
  /** Whether the scheme asks for TLS. */
  readonly secure: boolean;
  readonly host: string;
  readonly port: number | null;
  readonly user: string | null;
  readonly password: string | null;
  readonly database: string | null;
  readonly options: ReadonlyMap<string, string>;
  /** The address for people: without password and options. */
  readonly shown: string;
}

/** The schemes of each engine's addresses, with whether they ask for TLS. */
const schemesOf: { readonly [E in Connected]: Readonly<Record<string, boolean>> } = {
  clickhouse: { clickhouse: false, clickhouses: true, http: false, https: true },
  postgres: { postgres: false, postgresql: false },
};

const optionsOf: { readonly [E in Connected]: readonly string[] } = {
  clickhouse: [],
  postgres: ["sslmode", "sslrootcert", "host"],
};

const schemes = new Map(
  (Object.keys(schemesOf) as Connected[]).flatMap((engine) =>
    Object.entries(schemesOf[engine]).map(([name, secure]) => [name, { engine, secure }] as const),
  ),
);

const encoding = "Letters such as @, / and # in a password are written %40, %2F and %23.";
const example = "An example: clickhouse://user@host:8123/database";

/** @throws UsageError */
export function readAddress(text: string): Address {
  const name = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (name === undefined) refuseUsage("--url", "be an address", "something without ://", example);
  const scheme = schemes.get(name);
  if (scheme === undefined) {
    refuseUsage(
      "--url",
      "begin with clickhouse://, clickhouses://, http://, https:// or postgres://",
      show(`${name}://`),
    );
  }
  const url = parse(text, name);
  const options = new Map(url.searchParams);
  const known = optionsOf[scheme.engine];
  for (const option of options.keys()) {
    if (!known.includes(option))
      refuseUsage(
        "--url",
        known.length === 0 ? "have no options" : `have no options but ${known.join(", ")}`,
        show(option),
      );
  }
  const host = decode(url.hostname.replace(/^\[(.*)\]$/, "$1")) || options.get("host");
  if (!host) refuseUsage("--url", "name a host", "none", example);
  const user = decode(url.username) || null;
  const database = decode(url.pathname.replace(/^\//, "")) || null;
  const at = `${user === null ? "" : `${encodeURIComponent(user)}@`}${url.host}`;
  return {
    ...scheme,
    host,
    port: url.port === "" ? null : Number(url.port),
    user,
    password: decode(url.password) || null,
    database,
    options,
    shown: `${name}://${at}${database === null ? "" : `/${encodeURIComponent(database)}`}`,
  };
}

/** Browsers' rules for http:// would lose a default port and refuse an empty host. */
function parse(text: string, scheme: string): URL {
  const renamed = `bce${text.slice(scheme.length)}`;
  const url = URL.canParse(renamed) ? new URL(renamed) : null;
  // A password with such a letter has ended too early: what is left of it would be shown.
  const isCut = url !== null && (url.hash !== "" || `${url.pathname}${url.search}`.includes("@"));
  if (isCut)
    refuseUsage("--url", "have one @, which ends the password, and no #", "another", encoding);
  return url ?? refuseUsage("--url", "be an address that can be read", "one that cannot", encoding);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return refuseUsage(
      "--url",
      "have % only before two digits of base 16",
      "another one",
      "A percent sign is written %25.",
    );
  }
}

/** An argument without its password, if it is an address with one. */
export function withoutPassword(arg: string): string {
  return arg.replace(/(?<=:\/\/[^:@/]*):[^@]*(?=@)/, "");
}

/** A text from outside without the password. */
export function withoutSecret(text: string, password: string | null | undefined): string {
  return password ? text.replaceAll(password, "***") : text;
}
