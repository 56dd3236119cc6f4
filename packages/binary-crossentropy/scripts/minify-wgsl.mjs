// Makes the shaders' texts short: no comments, no spaces, short names, numbers with the digits that
// a float32 has. What the package's own code names stays as it is.

const wordPattern = /[A-Za-z_]\w*/g;

/** Attributes, numbers, members (with the point before them), names, and what stands between. */
const tokenPattern =
  /@\w+(?:\([^)]*\))?|0x[\da-f]+u?|\d[\d.]*(?:e[+-]?\d+)?u?|\.[A-Za-z_]\w*|[A-Za-z_]\w*|[^\w.@]+/g;

/**
 * @param texts By name, each whole functions and declarations.
 * @param kept Sources whose names are not to be changed.
 * @returns The texts, made short, by the same names.
 */
export function minifyAll(texts, kept) {
  const known = new Set(kept.flatMap((source) => source.match(wordPattern)));
  const bare = Object.entries(texts).map(([name, text]) => [name, withoutSpaces(text)]);
  const globals = new Map();
  for (const [, text] of bare)
    for (const [, name] of text.matchAll(
      /(?:^|\n)(?:@[^\n]*\n?)*(?:fn|struct|const|var<\w+>) ?(\w+)/g,
    ))
      if (!known.has(name) && !globals.has(name)) globals.set(name, `_${shortName(globals.size)}`);
  return Object.fromEntries(
    bare.map(([name, text]) => [
      name,
      text
        .split(/\n(?=fn |@|struct |const |var<)/)
        .map((part) => renamed(part, globals))
        .join("\n"),
    ]),
  );
}

function withoutSpaces(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\/\/.*/g, "")
    .replace(/\s*\n\s*/g, "\n")
    .replace(/ ?([{}();,:=+*/%<>&|^!-]+) ?/g, "$1")
    .replace(/([{(,;])\n(?!fn |@|struct |const |var<)/g, "$1")
    .replace(/,?\n?([})])/g, "$1")
    .replace(/\}\n(?!fn |@|struct |const |var<)/g, "}")
    .trim();
}

/** A function or a declaration, with short names for what is local to it. */
function renamed(part, globals) {
  const locals = new Map();
  if (/^(fn|@)/.test(part))
    for (const [, name] of part.matchAll(/(?:\b(?:let|var) |[(,](?:@\w+\(\w+\))?(?=\w+:))(\w+)/g))
      if (!locals.has(name)) locals.set(name, shortName(locals.size));
  const isStruct = part.startsWith("struct");
  return part.replace(tokenPattern, (token, at) => {
    if (/^[\d]/.test(token)) return shortNumber(token);
    if (isStruct && part[at + token.length] === ":") return token;
    return locals.get(token) ?? globals.get(token) ?? token;
  });
}

/** The fewest digits that are the same bits or the same float32. */
function shortNumber(text) {
  if (text.startsWith("0x")) return text.replace(/^0x0+(?=[\da-f])/, "0x");
  if (!/^[\d.]+(e[+-]?\d+)?$/.test(text) || !/[.e]/.test(text)) return text;
  const wanted = Math.fround(Number(text));
  for (let digits = 1; digits <= 9; digits++) {
    const short = wanted.toPrecision(digits);
    if (Math.fround(Number(short)) !== wanted) continue;
    const plain = String(Number(short)).replace("e+", "e");
    return /[.e]/.test(plain) ? plain.replace(/^0\./, ".") : `${plain}.`;
  }
  return text;
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** a to Z, aa, ab, … */
function shortName(index) {
  const rest = Math.floor(index / letters.length);
  return (rest > 0 ? shortName(rest - 1) : "") + letters[index % letters.length];
}
