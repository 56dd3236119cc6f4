// Describes a file: its format, by its first bytes and its name, how it is packed, and where its
// bytes can be read.

import { type BigIntStats, statSync } from "node:fs";
import { constants, gunzipSync } from "node:zlib";
import type { Session } from "../duckdb/session.js";
import { refuseData, refuseUsage, show } from "../errors.js";
import { foreignKindOf, foreignKindOfName, foreignKindOfZip, refuseForeign } from "./foreign.js";
import { formatOfHead, formatOfName, headOf, isText, magicOf } from "./format.js";
import { type InputFile, refuseUnreadable } from "./input-file.js";
import { requireText } from "./require-text.js";
import { stampOf } from "./stamp.js";
import { unpackGzip, unpackMember } from "./unpack.js";
import { zipMembers } from "./zip-directory.js";
import { firstLines } from "./zstd-lines.js";

/** The origin of a file that was packed in another one or came through standard input. */
interface Origin {
  readonly path: string;
  readonly name: string;
  /** The name that tells its format. */
  readonly kindName: string;
}

/** @throws DataError or UsageError for anything but a file of a known format. */
export async function describeFile(
  path: string,
  known: BigIntStats | undefined,
  session: Session,
  name = path,
): Promise<InputFile> {
  const stats = known ?? statOf(path) ?? refuseUsage("FILE", "exist", show(name));
  if (!stats.isFile())
    refuseUsage("FILE", "be a file or a folder", show(path), "Pass - for standard input.");
  return describe(path, stats, session, { path, name, kindName: name === path ? path : "" });
}

function statOf(path: string): BigIntStats | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}

async function describe(
  path: string,
  stats: BigIntStats,
  session: Session,
  origin: Origin,
): Promise<InputFile> {
  const { name } = origin;
  if (stats.size === 0n) refuseData("a file", "hold rows", `an empty one, ${show(name)}`);
  const head = readHead(path, name);
  const magic = magicOf(head);
  const foreign =
    foreignKindOf(head) ?? (magic === undefined ? foreignKindOfName(origin.kindName) : undefined);
  if (foreign) refuseForeign(name, foreign);
  const file = {
    path,
    origin: origin.path,
    name,
    bytes: Number(stats.size),
    stamp: stampOf(stats),
  };
  if (magic === "zip") return describeZip(file, session, origin);
  if (magic === "gzip") return describeGzip(file, head, session, origin);
  if (magic === "zstd") return describeZstd(file, session, origin);
  const format = magic ?? formatOfName(origin.kindName) ?? formatOfHead(head);
  if (format === "npz") refuseData(show(name), "be an .npz file", "what is no zip archive");
  if (isText({ format })) requireText(name, head, format);
  return { ...file, format, compression: "none" };
}

type Bare = Omit<InputFile, "format" | "compression">;

/** Arrays of NumPy, or one file, as pandas packs them. */
async function describeZip(file: Bare, session: Session, origin: Origin): Promise<InputFile> {
  const members = (await zipMembers(file.path, file.name)).filter(
    ({ name }) => !/(^|\/)(\.|__MACOSX\/)/.test(name),
  );
  const foreign = foreignKindOfZip(members.map(({ name }) => name));
  if (foreign) refuseForeign(file.name, foreign);
  if (members.length > 0 && members.every(({ name }) => name.endsWith(".npy")))
    return { ...file, format: "npz", compression: "none" };
  const [member, ...others] = members;
  if (member === undefined || others.length > 0) {
    refuseData(
      show(file.name),
      "be a zip archive of one file",
      `${members.length}`,
      "Unpack it with unzip, and name the folder.",
    );
  }
  return describeUnpacked(await unpackMember(session, file, member!), session, {
    ...origin,
    kindName: member!.name,
  });
}

async function describeUnpacked(
  path: string,
  session: Session,
  origin: Origin,
): Promise<InputFile> {
  return describe(path, statOf(path)!, session, origin);
}

async function describeGzip(
  file: Bare,
  head: Uint8Array,
  session: Session,
  origin: Origin,
): Promise<InputFile> {
  const inner = gunzipStart(head);
  // A damaged file is refused when its rows are read.
  const magic = inner && magicOf(inner);
  const foreign = (inner && foreignKindOf(inner)) ?? foreignKindOfName(origin.kindName);
  if (foreign) refuseForeign(file.name, foreign, "gzip");
  if (magic === "gzip" || magic === "zstd" || magic === "zip")
    refuseTwice(file.name, `a ${magic} file in gzip`, "gzip -dc");
  const named = formatOfName(origin.kindName);
  const format = magic ?? named ?? (inner ? formatOfHead(inner) : "csv");
  if (isText({ format })) {
    if (inner) requireText(file.name, inner, format);
    return { ...file, format, compression: "gzip" };
  }
  return describeUnpacked(await unpackGzip(session, file), session, origin);
}

async function describeZstd(file: Bare, session: Session, origin: Origin): Promise<InputFile> {
  const foreign = foreignKindOfName(origin.kindName);
  if (foreign) refuseForeign(file.name, foreign, "zstd");
  const named = formatOfName(origin.kindName);
  const format =
    named ?? formatOfHead(Buffer.from((await firstLines(session, file.path)).join("\n")));
  if (!isText({ format })) refuseTwice(file.name, `a file of ${format} in zstd`, "zstd -dc");
  return { ...file, format, compression: "zstd" };
}

function refuseTwice(name: string, received: string, command: string): never {
  return refuseData(
    show(name),
    "hold text where it is packed",
    received,
    `Unpack it: ${command} FILE > UNPACKED`,
  );
}

function readHead(path: string, name: string): Uint8Array {
  try {
    return headOf(path);
  } catch (error) {
    return refuseUnreadable(name, error);
  }
}

/** The first unpacked bytes; undefined if they are damaged. */
function gunzipStart(head: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(head.subarray(0, 16_384), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}
