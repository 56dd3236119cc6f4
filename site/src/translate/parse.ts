// Python's expressions, as far as calls of losses need them:
//
//   program    = { statement line }
//   statement  = [ target "=" ] expression
//   expression = operand { operator operand }
//   operand    = [ "-" | "+" | "not" | "~" | "*" | "**" ] atom { "." name | "(" arguments ")" | "[" … "]" }
//   atom       = number | string | name | "(" … ")" | "[" … "]" | "{" … "}"
//
// What has operators or indices is kept as text.

import { type Token, tokensOf, UnreadError } from "./tokens.js";

interface Place {
  /** The expression as it was written. */
  readonly text: string;
}

export type Expression = Place &
  (
    | { readonly kind: "literal"; readonly value: number | string | boolean | null }
    | { readonly kind: "name"; readonly path: string }
    | { readonly kind: "list"; readonly items: readonly Expression[] }
    | { readonly kind: "dict"; readonly entries: readonly (readonly [Expression, Expression])[] }
    | Call
    /** `*` or `**` and what it spreads over places or names. */
    | { readonly kind: "unpacked" }
    /** Anything else, with the expressions that it is made of. */
    | { readonly kind: "other"; readonly parts: readonly Expression[] }
  );

export interface Argument {
  /** Undefined for one that has a place and no name. */
  readonly name: string | undefined;
  readonly value: Expression;
}

export interface Call extends Place {
  readonly kind: "call";
  readonly callee: Expression;
  /** The name of a method of what another call gives, as `mean` in `f(x).mean()`. */
  readonly method: string | undefined;
  readonly arguments: readonly Argument[];
}

/** An expression with a line of its own. */
export interface Statement {
  /** What it is assigned to, by names with dots. */
  readonly targets: readonly string[];
  readonly expression: Expression;
}

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ["True", true],
  ["False", false],
  ["None", null],
]);
const operators = new Set(
  "+ - * / // % ** @ < > == != <= >= | & ^ and or in is if else".split(" "),
);

class Parser {
  #at = 0;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  program(): Statement[] {
    const statements: Statement[] = [];
    let targets: string[] = [];
    while (this.#at < this.tokens.length) {
      if (this.#isLine()) this.#at++;
      else if (this.#isText("import", "from")) this.#skipLine();
      else {
        const expression = this.#expression();
        if (this.#take("=")) {
          if (expression.kind === "name") targets.push(expression.path);
          continue;
        }
        statements.push({ targets, expression });
        targets = [];
        if (this.#at < this.tokens.length && !this.#isLine()) this.#refuse();
      }
    }
    return statements;
  }

  get #token(): Token | undefined {
    return this.tokens[this.#at];
  }

  #isLine(): boolean {
    return this.#token?.kind === "line";
  }

  #isText(...texts: string[]): boolean {
    return (
      this.#token !== undefined && this.#token.kind !== "string" && texts.includes(this.#token.text)
    );
  }

  #take(text: string): boolean {
    if (!this.#isText(text)) return false;
    this.#at++;
    return true;
  }

  #need(text: string): void {
    if (!this.#take(text)) this.#refuse(JSON.stringify(text));
  }

  #skipLine(): void {
    while (this.#at < this.tokens.length && !this.#isLine()) this.#at++;
  }

  #refuse(expected = "a call"): never {
    const token = this.#token;
    const place = token === undefined ? this.text.length : token.start;
    const line = this.text.slice(0, place).split("\n").length;
    const got = token === undefined ? "the end" : JSON.stringify(token.text);
    throw new UnreadError(`Line ${line}: expected ${expected}, got ${got}.`);
  }

  #since(start: number): string {
    return this.text.slice(start, this.tokens[this.#at - 1]!.end);
  }

  #expression(): Expression {
    const start = this.#token?.start ?? 0;
    const first = this.#operand();
    const parts = [first];
    while (this.#token && operators.has(this.#token.text) && this.#token.kind !== "string") {
      this.#at++;
      parts.push(this.#operand());
    }
    return parts.length === 1 ? first : { kind: "other", parts, text: this.#since(start) };
  }

  #operand(): Expression {
    const start = this.#token?.start ?? 0;
    if (this.#take("*") || this.#take("**")) {
      this.#operand();
      return { kind: "unpacked", text: this.#since(start) };
    }
    const isMinus = this.#isText("-");
    if (isMinus || this.#isText("+", "not", "~")) {
      this.#at++;
      const of = this.#operand();
      const text = this.#since(start);
      return isMinus && of.kind === "literal" && typeof of.value === "number"
        ? { kind: "literal", value: -of.value, text }
        : { kind: "other", parts: [of], text };
    }
    let expression = this.#atom();
    for (;;) {
      if (this.#take(".")) {
        const name = this.#token;
        if (name?.kind !== "name") this.#refuse("a name");
        this.#at++;
        const text = this.#since(start);
        expression =
          expression.kind === "name"
            ? { kind: "name", path: `${expression.path}.${name!.text}`, text }
            : this.#method(expression, name!.text, start);
      } else if (this.#take("(")) {
        const given = this.#arguments();
        expression = {
          kind: "call",
          callee: expression,
          method: undefined,
          arguments: given,
          text: this.#since(start),
        };
      } else if (this.#take("[")) {
        const parts = [expression, ...this.#items("]")];
        expression = { kind: "other", parts, text: this.#since(start) };
      } else return expression;
    }
  }

  /** A method of what an expression gives, if it is called. */
  #method(of: Expression, method: string, start: number): Expression {
    if (!this.#take("(")) return { kind: "other", parts: [of], text: this.#since(start) };
    const given = this.#arguments();
    return { kind: "call", callee: of, method, arguments: given, text: this.#since(start) };
  }

  #atom(): Expression {
    const token = this.#token;
    if (token === undefined || token.kind === "line") this.#refuse();
    const { kind, text, start } = token!;
    this.#at++;
    if (kind === "number")
      return { kind: "literal", value: Number(text.replaceAll("_", "")), text };
    if (kind === "string") {
      const [, quote, body] = /^[a-z]*("""|'''|"|')([\s\S]*)\1$/i.exec(text)!;
      return { kind: "literal", value: quote === undefined ? text : body!, text };
    }
    if (kind === "name")
      return constants.has(text)
        ? { kind: "literal", value: constants.get(text)!, text }
        : { kind: "name", path: text, text };
    if (text === "[") return { kind: "list", items: this.#items("]"), text: this.#since(start) };
    if (text === "{") return this.#dict(start);
    if (text !== "(") {
      this.#at--;
      this.#refuse();
    }
    const items = this.#items(")");
    const whole = this.#since(start);
    return items.length === 1 && !/,\s*\)$/.test(whole)
      ? items[0]!
      : { kind: "list", items, text: whole };
  }

  #items(close: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#take(close)) {
      if (this.#take(":")) continue;
      items.push(this.#expression());
      if (!this.#isText(close, ":")) this.#need(",");
    }
    return items;
  }

  #dict(start: number): Expression {
    const entries: [Expression, Expression][] = [];
    while (!this.#take("}")) {
      const key = this.#expression();
      this.#need(":");
      entries.push([key, this.#expression()]);
      if (!this.#isText("}")) this.#need(",");
    }
    return { kind: "dict", entries, text: this.#since(start) };
  }

  #arguments(): Argument[] {
    const given: Argument[] = [];
    while (!this.#take(")")) {
      const next = this.tokens[this.#at + 1];
      const isNamed = this.#token?.kind === "name" && next?.text === "=" && next.kind === "sign";
      const name = isNamed ? this.#token!.text : undefined;
      if (isNamed) this.#at += 2;
      given.push({ name, value: this.#expression() });
      if (!this.#isText(")")) this.#need(",");
    }
    return given;
  }
}

/** The statements of a program. */
export function parse(text: string): Statement[] {
  return new Parser(text, tokensOf(text)).program();
}
