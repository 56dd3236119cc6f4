// File formats that are known but not read: how to recognise each, by its first bytes or its
// ending, and how to convert it.

import { refuseData, show } from "../errors.js";

/** What a kind is called, and what to do about it. */
export interface ForeignKind {
  readonly name: string;
  readonly remedy: string;
}

const packed = (name: string, command: string): ForeignKind => ({
  name,
  remedy: `Unpack it: ${command} FILE | bce score - …`,
});

const inPython = (read: string) =>
  `Write it as Parquet, in Python: import pandas as pd; pd.${read}("FILE").to_parquet("FILE.parquet")`;

const sheet: ForeignKind = { name: "an Excel workbook", remedy: "Save the sheet as CSV UTF-8." };
const arrow: ForeignKind = {
  name: "an Arrow or Feather file",
  remedy: `${inPython("read_feather")}.`,
};
const pickle: ForeignKind = { name: "a Python pickle", remedy: `${inPython("read_pickle")}.` };
const tar: ForeignKind = {
  name: "a tar archive",
  remedy: "Unpack it with tar -xf, and name its folder.",
};
const tarInside = (how: string): ForeignKind => ({
  name: `a tar archive in ${how}`,
  remedy: tar.remedy,
});
const database = (name: string, command: string): ForeignKind => ({
  name,
  remedy: `Write its table as CSV: ${command}`,
});

/** A file with these bytes, written as Latin-1, is of this kind. */
const magics: readonly (readonly [offset: number, bytes: string, kind: ForeignKind])[] = [
  [0, "BZh", packed("a bzip2 file", "bzip2 -dc")],
  [0, "\xfd7zXZ\0", packed("an xz file", "xz -dc")],
  [0, "\x5d\0\0", packed("an lzma file", "xz -dc")],
  [0, "\x04\x22\x4d\x18", packed("an lz4 file", "lz4 -dc")],
  [0, "\x02\x21\x4c\x18", packed("an lz4 file", "lz4 -dc")],
  [0, "LZIP", packed("an lzip file", "lzip -dc")],
  [0, "\x89LZO\0", packed("an lzo file", "lzop -dc")],
  [0, "\x1f\x9d", packed("a file of compress", "gzip -dc")],
  [0, "\xff\x06\0\0sNaPpY", packed("a snappy file", "snzip -dc")],
  [0, "7z\xbc\xaf\x27\x1c", { name: "a 7z archive", remedy: "Unpack it with 7z x." }],
  [0, "Rar!\x1a\x07", { name: "a RAR archive", remedy: "Unpack it with unrar x." }],
  [257, "ustar", tar],
  [
    0,
    "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    { ...sheet, name: "an old Excel workbook, or another Office file" },
  ],
  [0, "ARROW1", arrow],
  [0, "FEA1", arrow],
  [
    0,
    "\xff\xff\xff\xff",
    {
      name: "a stream of Arrow batches",
      remedy: "Write it as Parquet, with pyarrow.parquet.write_table.",
    },
  ],
  [0, "ORC", { name: "an ORC file", remedy: `${inPython("read_orc")}.` }],
  [
    0,
    "Obj\x01",
    {
      name: "an Avro file",
      remedy: "Write it as one JSON object a line: avro-tools tojson FILE | bce score - …",
    },
  ],
  [0, "\x89HDF\r\n\x1a\n", { name: "an HDF5 file", remedy: `${inPython("read_hdf")}.` }],
  [0, "CDF\x01", { name: "a NetCDF file", remedy: "Write its columns as Parquet." }],
  [0, "CDF\x02", { name: "a NetCDF file", remedy: "Write its columns as Parquet." }],
  [0, "PARE", { name: "an encrypted Parquet file", remedy: "Decrypt it first." }],
  [
    0,
    "MATLAB 5.0 MAT-file",
    { name: "a MATLAB file", remedy: "Write its columns with writetable as CSV." },
  ],
  [0, "$FL2", { name: "an SPSS file", remedy: `${inPython("read_spss")}.` }],
  [0, "RDX2\n", { name: "a file of R", remedy: "Write it with write.csv in R." }],
  [0, "RDX3\n", { name: "a file of R", remedy: "Write it with write.csv in R." }],
  [0, "X\n\0\0\0", { name: "a file of R", remedy: "Write it with write.csv in R." }],
  [
    0,
    "SQLite format 3\0",
    database("an SQLite database", `sqlite3 -header -csv FILE 'SELECT * FROM …' | bce score - …`),
  ],
  [8, "DUCK", database("a DuckDB database", `duckdb -csv FILE 'SELECT * FROM …' | bce score - …`)],
  [0, "%PDF-", { name: "a PDF document", remedy: "" }],
  [0, "\x89PNG\r\n", { name: "a picture", remedy: "" }],
  [0, "\xff\xd8\xff", { name: "a picture", remedy: "" }],
  [0, "GIF8", { name: "a picture", remedy: "" }],
  [0, "\x7fELF", { name: "a program", remedy: "" }],
  ...[2, 3, 4, 5].map((protocol) => [0, `\x80${String.fromCharCode(protocol)}`, pickle] as const),
];

/** For formats without telling first bytes. */
const endings: readonly (readonly [RegExp, ForeignKind])[] = [
  [/\.tar\.(gz|zst|zstd)$|\.(tgz|tzst)$/, tarInside("another")],
  [/\.tar$/, tar],
  [/\.br$/, packed("a Brotli file", "brotli -dc")],
  [/\.(pkl|pickle)$/, pickle],
  [/\.(tfrecords?)$/, { name: "a file of TFRecords", remedy: "Write its columns as Parquet." }],
  [/\.safetensors$/, { name: "a safetensors file", remedy: "Write its tensors with numpy.save." }],
];

/** The beginnings of text that is not a table. */
const markup: readonly (readonly [RegExp, ForeignKind])[] = [
  [
    /^\s*<(!doctype html|html|head|body)/i,
    {
      name: "a page of HTML",
      remedy: "Was a page of errors or of a login downloaded in its place?",
    },
  ],
  [/^\s*<\?xml/i, { name: "an XML document", remedy: `${inPython("read_xml")}.` }],
  [/^<stata_dta>/, { name: "a Stata file", remedy: `${inPython("read_stata")}.` }],
  [
    /^version https:\/\/git-lfs/,
    { name: "a pointer of Git LFS", remedy: "Get the file itself: git lfs pull" },
  ],
];

/** The kind of a file with these first bytes, after unpacking; undefined if it may be a table. */
export function foreignKindOf(head: Uint8Array): ForeignKind | undefined {
  const text = Buffer.from(head.subarray(0, 1024)).toString("latin1");
  // A column of a CSV file may be called ORC.
  const isBinary = head.some((byte) => byte < 9 || (byte > 13 && byte < 27));
  const known = isBinary
    ? magics.find(([offset, bytes]) => text.startsWith(bytes, offset))?.[2]
    : undefined;
  return known ?? markup.find(([pattern]) => pattern.test(text))?.[1];
}

/** The same for a name. */
export function foreignKindOfName(path: string): ForeignKind | undefined {
  return endings.find(([pattern]) => pattern.test(path.toLowerCase()))?.[1];
}

/** The kind of a zip archive, by the names in it; undefined if it is none of these. */
export function foreignKindOfZip(names: readonly string[]): ForeignKind | undefined {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (has(/^xl\//)) return sheet;
  if (has(/^(word|ppt)\//)) return { name: "a document of Office", remedy: "" };
  if (names[0] === "mimetype")
    return { name: "an OpenDocument or EPUB file", remedy: "Save the sheet as CSV." };
  if (has(/(^|\/)data\.pkl$/))
    return { name: "a file of PyTorch", remedy: "Write its tensors with numpy.save." };
  return undefined;
}

/** @throws DataError that names the kind and the remedy. @param how What the file was packed in. */
export function refuseForeign(name: string, kind: ForeignKind, how = ""): never {
  const expected = "be CSV, TSV, NDJSON, Parquet, .npy or .npz";
  const inside = how === "" || /archive in/.test(kind.name) ? kind.name : `${kind.name} in ${how}`;
  return refuseData(show(name), expected, inside, kind.remedy);
}

/** The endings of data files that a folder is not searched for. */
const notSearched =
  /\.((csv|tsv|tab|ndjson|jsonl|json|parquet|pq|tar)\.(bz2|xz|lz4|lzma|lzo|zip|7z|br|snappy|z)|json(\.gz|\.zst)?|npz|zip|tar(\.\w+)?|tgz|xlsx?|feather|arrow|ipc|orc|avro|h5|hdf5?|pkl|pickle)$/i;

/** Whether a file in a folder looks like data, and is not read. */
export function isUnreadData(name: string): boolean {
  return notSearched.test(name);
}
