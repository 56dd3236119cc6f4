// Python's tokens, as far as calls of losses need them. Nothing is ever evaluated.

export interface Token {
  readonly kind: "number" | "string" | "name" | "sign" | "line";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A text that is no Python that this page reads. */
export class UnreadError extends Error {
  override name = "UnreadError";
}

const patterns = [
  ["space", /(?:[ \t\r]|\\\n|#[^\n]*)+/y],
  ["line", /\n|;/y],
  ["number", /(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y],
  [
    "string",
    /[rbuRBU]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/y,
  ],
  ["name", /[\p{L}_][\p{L}\p{N}_]*/uy],
  ["sign", /\*\*|\/\/|->|[=!<>]=|[()[\]{},=:.+\-*/%@<>|&^~]/y],
] as const;

/** How deep brackets may be nested, since each level is a call of the parser. */
const deepest = 100;

/** Ends of lines are tokens only outside brackets, as in Python. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const found = patterns
      .map(([kind, pattern]) => {
        pattern.lastIndex = at;
        return { kind, match: pattern.exec(text)?.[0] };
      })
      .find(({ match }) => match !== undefined);
    if (found === undefined) {
      const line = text.slice(0, at).split("\n").length;
      throw new UnreadError(`Line ${line}: ${JSON.stringify(text[at])} is not part of a call.`);
    }
    const { kind } = found;
    const match = found.match!;
    if (kind === "sign") {
      if ("([{".includes(match) && ++depth > deepest)
        throw new UnreadError(`Brackets are nested more than ${deepest} deep.`);
      if (")]}".includes(match)) depth--;
    }
    if (kind !== "space" && !(kind === "line" && depth > 0))
      tokens.push({ kind, text: match, start: at, end: at + match.length });
    at += match.length;
  }
  return tokens;
}
