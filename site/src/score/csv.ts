// CSV as a stream: quotes, either kind of line end, and whichever of comma, semicolon and tab the
// header has.

/** The longest record, in characters. */
const longest = 1 << 24;

/** Records of fields, as text is pushed. A record that goes on in the next text waits for it. */
export class CsvReader {
  #rest = "";
  #separator: string | undefined;

  push(text: string): string[][] {
    return this.#read(this.#rest + text, false);
  }

  /** The last record, which may have no line end. */
  end(): string[][] {
    return this.#read(this.#rest, true);
  }

  #read(text: string, isEnd: boolean): string[][] {
    const records: string[][] = [];
    let at = text.startsWith("\uFEFF") ? 1 : 0;
    // Looked for once for many records: most files have no quotes at all.
    let quote = indexFrom(text, '"', at);
    while (at < text.length) {
      let end = indexFrom(text, "\n", at);
      while (quote < end) {
        const close = indexFrom(text, '"', quote + 1);
        if (end < close) end = indexFrom(text, "\n", close);
        quote = indexFrom(text, '"', close + 1);
      }
      if (end === Infinity && !isEnd) break;
      const stop = Math.min(end, text.length);
      const line = text.slice(at, text[stop - 1] === "\r" ? stop - 1 : stop);
      at = stop + 1;
      if (line === "") continue;
      this.#separator ??= separatorOf(line);
      records.push(
        line.includes('"') ? quotedFields(line, this.#separator) : line.split(this.#separator),
      );
    }
    this.#rest = text.slice(at);
    // A quote that is never closed would have the rest of a file read again and again.
    if (this.#rest.length > longest) throw new Error("A quote of the file is not closed.");
    return records;
  }
}

/** Where a character comes next: Infinity if it does not. */
function indexFrom(text: string, character: string, start: number): number {
  const index = text.indexOf(character, start);
  return index < 0 ? Infinity : index;
}

const separators = [",", ";", "\t"];

function separatorOf(header: string): string {
  const counts = separators.map((separator) => header.split(separator).length);
  return separators[counts.indexOf(Math.max(...counts))]!;
}

function quotedFields(line: string, separator: string): string[] {
  const fields: string[] = [];
  let field = "";
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    const character = line[i]!;
    if (character === '"') {
      if (isQuoted && line[i + 1] === '"') {
        field += '"';
        i++;
      } else isQuoted = !isQuoted;
    } else if (character === separator && !isQuoted) {
      fields.push(field);
      field = "";
    } else field += character;
  }
  return [...fields, field];
}
