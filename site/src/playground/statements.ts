// The statements of a program, so that the value of each that is an expression can be shown.

export interface Statement {
  readonly text: string;
  readonly isExpression: boolean;
}

const declares =
  /^(?:const|let|var|function|async function|class|if|for|while|do|switch|try|throw|return|import|export|\{)(?![\w$])/;

/** Where a string, a template or a comment that begins here ends; the same place for anything else. */
function skipQuoted(code: string, start: number): number {
  const rest = code.slice(start);
  const [quoted = ""] =
    /^(?:\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\[\s\S]|[^`\\])*`?)/.exec(
      rest,
    ) ?? [];
  return start + quoted.length;
}

/** Splits at the semicolons that are in no bracket, and leaves out what is only comment. */
export function statementsOf(code: string): Statement[] {
  const texts: string[] = [];
  let depth = 0;
  let text = "";
  for (let i = 0; i < code.length; ) {
    const end = skipQuoted(code, i);
    if (end > i) {
      if (code[i] !== "/") text += code.slice(i, end);
      i = end;
      continue;
    }
    const character = code[i++]!;
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
    if (character === ";" && depth === 0) {
      texts.push(text);
      text = "";
    } else text += character;
  }
  return [...texts, text]
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map((text) => ({ text, isExpression: !declares.test(text) }));
}
