const written: Readonly<Record<string, string>> = {
  PLUS: "+",
  MINUS: "-",
  MULTIPLY: "*",
  DIVIDE: "/",
  MODULO: "%",
  EQ: "==",
  NE: "!=",
  LT: "<",
  LE: "<=",
  GT: ">",
  GE: ">=",
  AND: "&&",
  OR: "||",
  NOT: "!",
  IN: "in",
  LPAREN: "(",
  RPAREN: ")",
  LBRACKET: "[",
  RBRACKET: "]",
  LBRACE: "{",
  RBRACE: "}",
  DOT: ".",
  COMMA: ",",
  COLON: ":",
  QUESTION: "?",
  IDENTIFIER: "a name",
};

const doubled: Readonly<Record<string, string>> = { "=": "==", "&": "&&", "|": "||" };

/** What the parser says in its own terms, in words for people who write expressions, not parsers. */
export function syntaxInWords(summary: string): string {
  const caught = (shape: RegExp): readonly string[] => shape.exec(summary)?.slice(1) ?? [];
  const [expected, got] = caught(/^Expected ([A-Z]+), got ([A-Z]+)$/);
  if (expected !== undefined && got !== undefined) {
    const where = got === "EOF" ? "at its end" : `before ${token(got)}`;
    return `${token(expected)} is missing ${where}`;
  }
  const [unexpected] = caught(/^Unexpected token: ([A-Z]+)$/);
  if (unexpected === "EOF") return "it ends too early";
  if (unexpected !== undefined) return `${token(unexpected)} cannot stand there`;
  const [character] = caught(/^Unexpected character: (.)$/u);
  const twice = doubled[character ?? ""];
  if (twice !== undefined) return `"${character}" must be written "${twice}"`;
  if (character !== undefined) return `"${character}" means nothing there`;
  if (/^Unexpected character: '.'$/u.test(summary)) {
    return `two values stand side by side, with nothing such as "&&" or "+" between them`;
  }
  if (summary === "Unterminated string") return "a quotation mark is not closed";
  // "size" of "dyn.size(int)".
  const [called] = caught(/^found no matching overload for '[^(]*?(\w+)\(.*'$/);
  if (called !== undefined) return `there is no function "${called}" that takes this`;
  const [operation] = caught(/^no such overload: (.+)$/);
  if (operation !== undefined) return `there is no operation "${operation}"`;
  return `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`;
}

function token(name: string): string {
  const text = written[name];
  if (text === undefined) return `a ${name.toLowerCase()}`;
  return text.includes(" ") ? text : `"${text}"`;
}
