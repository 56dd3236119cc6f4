// Runs functions of WGSL in JavaScript, with any rounding: reads the part of the language that the
// arithmetic is written in, and writes JavaScript whose float operations are those of `Floats`. So
// what is tested is the shader itself, not a copy of it.

/** What floats do. The kinds of values are the implementation's own; integers are numbers. */
export interface Floats {
  constant(x: number): unknown;
  add(a: unknown, b: unknown): unknown;
  subtract(a: unknown, b: unknown): unknown;
  multiply(a: unknown, b: unknown): unknown;
  divide(a: unknown, b: unknown): unknown;
  negate(a: unknown): unknown;
  /** The number itself, as comparisons and integers see it. */
  value(a: unknown): number;
}

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

const tokenPattern =
  /\s*(0x[0-9a-fA-F]+u?|(?:\d+\.\d*|\.\d+)(?:e[+-]?\d+)?|\d+(?:e[+-]?\d+)?u?|[A-Za-z_]\w*|->|>>|<<|<=|>=|==|!=|&&|\|\||[-+*/%<>=!&|^~(){}[\],;:.?])/y;

function tokensOf(text: string): string[] {
  const bare = text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\/\/.*/g, "")
    .trimEnd();
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < bare.length) {
    const at = tokenPattern.lastIndex;
    const found = tokenPattern.exec(bare);
    if (!found) throw new Error(`cannot read WGSL at ${JSON.stringify(bare.slice(at, at + 40))}`);
    tokens.push(found[1]!);
  }
  return tokens;
}

interface Expression {
  readonly type: string;
  readonly code: string;
}

const levels = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!=", "<", ">", "<=", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];
const names: Record<string, keyof Floats> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
};

/** The functions of a text, as functions of JavaScript. */
export function functionsOf(text: string, floats: Floats): Functions {
  const tokens = tokensOf(text);
  let at = 0;
  const next = () => tokens[at++]!;
  const isNext = (token: string) => tokens[at] === token;
  const take = (token: string) => {
    const got = next();
    if (got !== token)
      throw new Error(`expected ${token}, got ${got}: ${tokens.slice(at - 9, at + 3).join(" ")}`);
  };
  const skip = (token: string) => {
    if (!isNext(token)) return false;
    at++;
    return true;
  };
  const structs = new Map<string, [name: string, type: string][]>();
  const returns = new Map<string, string>();
  let scopes: Map<string, string>[] = [new Map()];
  const typeOf = (name: string) => {
    for (const scope of scopes) if (scope.has(name)) return scope.get(name)!;
    throw new Error(`${name} is not declared`);
  };

  // Functions may be used before they stand: their types are read first.
  tokens.forEach((token, i) => {
    if (token !== "fn") return;
    let end = i;
    while (tokens[end] !== "{" && tokens[end] !== "->") end++;
    returns.set(tokens[i + 1]!, tokens[end] === "->" ? tokens[end + 1]! : "void");
  });

  function callee(name: string): Expression {
    let template = "";
    if (skip("<")) {
      template = next();
      take(">");
    }
    take("(");
    const args: Expression[] = [];
    while (!skip(")")) {
      args.push(expression());
      skip(",");
    }
    const codes = args.map(({ code }) => code);
    const type = args[0]?.type ?? "void";
    const all = codes.join(", ");
    const struct = structs.get(name);
    if (struct) {
      const fields = struct.map(([field, kind], i) => `${field}: ${as(args[i]!, kind)}`);
      return { type: name, code: `({ ${fields.join(", ")} })` };
    }
    switch (name) {
      case "bitcast":
        return template === "f32"
          ? { type: "f32", code: `F.constant(toFloat(${all}))` }
          : { type: "u32", code: `toBits(F.value(${all}))` };
      case "select": {
        const kind = args[0]!.type === "abstract" ? args[1]!.type : args[0]!.type;
        return {
          type: kind,
          code: `(${codes[2]} ? ${as(args[1]!, kind)} : ${as(args[0]!, kind)})`,
        };
      }
      case "round":
        return { type: "f32", code: `F.constant(toEven(F.value(${all})))` };
      case "min":
      case "max":
        return { type, code: `Math.${name}(${all})` };
      case "clamp":
        return { type, code: `Math.min(Math.max(${codes[0]}, ${codes[1]}), ${codes[2]})` };
      case "countLeadingZeros":
        return { type, code: `Math.clz32(${all})` };
      case "i32":
        return {
          type: "i32",
          code: type === "f32" ? `Math.trunc(F.value(${all}))` : `(${all} | 0)`,
        };
      case "u32":
        return { type: "u32", code: `(${all} >>> 0)` };
      case "f32":
        return { type: "f32", code: `F.constant(Math.fround(${all}))` };
    }
    const result = returns.get(name);
    if (result === undefined) throw new Error(`${name} is no function`);
    return { type: result, code: `${name}(${all})` };
  }

  /** A number without a type becomes one of the type. */
  const as = ({ type, code }: Expression, wanted: string) =>
    type === "abstract" && wanted === "f32" ? `F.constant(Math.fround(${code}))` : code;

  function primary(): Expression {
    const token = next();
    if (token === "(") {
      const inner = expression();
      take(")");
      return { ...inner, code: `(${inner.code})` };
    }
    if (token === "-") {
      const { type, code } = postfix();
      return { type, code: type === "f32" ? `F.negate(${code})` : `(-${code} | 0)` };
    }
    if (token === "!") return { type: "bool", code: `!${postfix().code}` };
    if (token === "true" || token === "false") return { type: "bool", code: token };
    if (/^\.?\d/.test(token)) {
      if (token.endsWith("u")) return { type: "u32", code: String(Number(token.slice(0, -1))) };
      if (token.startsWith("0x") || !/[.e]/.test(token))
        return { type: "i32", code: String(Number(token)) };
      return { type: "f32", code: `F.constant(Math.fround(${token}))` };
    }
    if (isNext("(") || token === "bitcast") return callee(token);
    return { type: typeOf(token), code: token };
  }

  function postfix(): Expression {
    let value = primary();
    while (skip(".")) {
      const field = next();
      const type = structs.get(value.type)!.find(([name]) => name === field)![1];
      value = { type, code: `${value.code}.${field}` };
    }
    return value;
  }

  function expression(level = 0): Expression {
    if (level === levels.length) return postfix();
    let left = expression(level + 1);
    while (levels[level]!.includes(tokens[at]!)) {
      const operator = next();
      left = binary(operator, left, expression(level + 1));
    }
    return left;
  }

  function binary(operator: string, a: Expression, b: Expression): Expression {
    if (a.type !== b.type && operator !== "<<" && operator !== ">>")
      throw new Error(`${a.type} ${operator} ${b.type}: ${a.code} ${b.code}`);
    const isFloat = a.type === "f32";
    if (level(operator) === 5) {
      const of = ({ code }: Expression) => (isFloat ? `F.value(${code})` : code);
      return { type: "bool", code: `(${of(a)} ${operator} ${of(b)})` };
    }
    if (isFloat) return { type: "f32", code: `F.${names[operator]}(${a.code}, ${b.code})` };
    if (operator === "&&" || operator === "||")
      return { type: "bool", code: `(${a.code} ${operator} ${b.code})` };
    const whole =
      operator === "/"
        ? `Math.trunc(${a.code} / ${b.code})`
        : operator === "*"
          ? `Math.imul(${a.code}, ${b.code})`
          : operator === ">>" && a.type === "u32"
            ? `${a.code} >>> ${b.code}`
            : `${a.code} ${operator} ${b.code}`;
    return {
      type: a.type,
      code:
        a.type === "u32"
          ? `((${whole}) >>> 0)`
          : a.type === "bool"
            ? `(${whole})`
            : `((${whole}) | 0)`,
    };
  }
  const level = (operator: string) => levels.findIndex((all) => all.includes(operator));

  function block(): string {
    take("{");
    scopes = [new Map(), ...scopes];
    const lines: string[] = [];
    while (!skip("}")) lines.push(statement());
    scopes = scopes.slice(1);
    return `{ ${lines.join("\n")} }`;
  }

  function declaration(keyword: string): string {
    const name = next();
    if (skip(":")) next();
    take("=");
    const { type, code } = expression();
    take(";");
    scopes[0]!.set(name, type);
    return `${keyword} ${name} = ${code};`;
  }

  function statement(): string {
    if (isNext("{")) return block();
    const token = next();
    if (token === "let" || token === "const") return declaration("const");
    if (token === "var") return declaration("let");
    if (token === "return") {
      const { code } = expression();
      take(";");
      return `return ${code};`;
    }
    if (token === "if") {
      const { code } = expression();
      const then = block();
      return `if (${code}) ${then}${skip("else") ? ` else ${statement()}` : ""}`;
    }
    take("=");
    const { code } = expression();
    take(";");
    return `${token} = ${code};`;
  }

  const parts: string[] = [];
  while (at < tokens.length) {
    const token = next();
    const isFunction = token === "fn";
    if (token === "const") {
      parts.push(declaration("const"));
      continue;
    }
    const name = next();
    const fields: [string, string][] = [];
    take(isFunction ? "(" : "{");
    while (!skip(isFunction ? ")" : "}")) {
      const field = next();
      take(":");
      fields.push([field, next()]);
      skip(",");
    }
    if (!isFunction) {
      structs.set(name, fields);
      continue;
    }
    if (skip("->")) next();
    scopes = [new Map(fields), ...scopes];
    parts.push(`function ${name}(${fields.map(([field]) => field).join(", ")}) ${block()}`);
    scopes = scopes.slice(1);
  }
  const helpers = `
const word = new Uint32Array(1), float = new Float32Array(word.buffer);
const toFloat = (bits) => { word[0] = bits; return float[0]; };
const toBits = (x) => { float[0] = x; return word[0]; };
const toEven = (x) => { const n = Math.round(x); return n - x === 0.5 && n % 2 !== 0 ? n - 1 : n; };`;
  const made = new Function(
    "F",
    `${helpers}\n${parts.join("\n")}\nreturn { ${[...returns.keys()].join(", ")} };`,
  );
  return made(floats) as Functions;
}
