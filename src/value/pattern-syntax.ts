import { Malformed } from "./malformed.ts";

/**
 * What a pattern says: the part of RE2's syntax that can be searched without ever trying again.
 * Literals, ".", classes, \d \w \s \b and their opposites, groups, "|", * + ? {n,m}, ^ and $, and the
 * flags i, s and m at the beginning, as in "(?i)".
 */
export type Node =
  | { kind: "atom"; atom: Atom }
  | { kind: "at"; where: Place }
  | { kind: "sequence" | "either"; parts: readonly Node[] }
  | { kind: "repeat"; part: Node; min: number; max: number | null };

/** Whether a character, by its code point, fits. */
export type Atom = (code: number) => boolean;

export type Place = "start" | "end" | "lineStart" | "lineEnd" | "edge" | "inside";

const maxLength = 1000;
const maxRepeats = 1000;

const digit: Atom = (code) => code >= 48 && code <= 57;
export const word: Atom = (code) =>
  digit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
const space: Atom = (code) => /\s/.test(String.fromCodePoint(code));
const not =
  (atom: Atom): Atom =>
  (code) =>
    !atom(code);
const exactly =
  (expected: number): Atom =>
  (code) =>
    code === expected;

/** The code point there, -1 at the end. */
function codeOf(text: string, at = 0): number {
  return text.codePointAt(at) ?? -1;
}

const named: Readonly<Record<string, Atom>> = {
  d: digit,
  D: not(digit),
  w: word,
  W: not(word),
  s: space,
  S: not(space),
};
const controls: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f", v: "\v" };

export function parse(source: string): Node {
  const fail = (why: string): never => {
    throw new Malformed(`Cannot read the pattern ${JSON.stringify(source)}: ${why}`);
  };
  if (source.length > maxLength) fail(`it is longer than ${maxLength} characters`);
  const flags = /^\(\?([ims]+)\)/.exec(source);
  const reader = new Reader(source, flags?.[1] ?? "", fail);
  reader.at = flags?.[0].length ?? 0;
  const node = reader.either();
  return reader.at < source.length ? fail('a ")" closes nothing') : node;
}

class Reader {
  at = 0;
  readonly source: string;
  readonly flags: string;
  readonly fail: (why: string) => never;
  constructor(source: string, flags: string, fail: (why: string) => never) {
    this.source = source;
    this.flags = flags;
    this.fail = fail;
  }

  either(): Node {
    const parts = [this.sequence()];
    while (this.take("|")) parts.push(this.sequence());
    return { kind: "either", parts };
  }

  sequence(): Node {
    const parts: Node[] = [];
    while (this.at < this.source.length && !"|)".includes(this.source.charAt(this.at))) {
      parts.push(this.repeated());
    }
    return { kind: "sequence", parts };
  }

  repeated(): Node {
    const part = this.single();
    const [all, sign, min, comma, max] = this.match(/([*+?])\??|\{(\d+)(,(\d*))?\}\??/y);
    if (all === undefined) return part;
    if (part.kind === "at") this.fail(`"${all}" repeats no character`);
    if (this.match(/[*+?]|\{\d/y)[0] !== undefined) this.fail(`"${all}" is repeated itself`);
    if (sign !== undefined) {
      return { kind: "repeat", part, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : null };
    }
    const least = Number(min);
    const most = comma === undefined ? least : max === "" ? null : Number(max);
    if (Math.max(least, most ?? 0) > maxRepeats || (most ?? least) < least) {
      this.fail(`"${all}" is no number of times up to ${maxRepeats}`);
    }
    return { kind: "repeat", part, min: least, max: most };
  }

  single(): Node {
    const char = this.next();
    switch (char) {
      case "(":
        return this.group();
      case "[":
        return this.atom(this.characters());
      case ".":
        return this.atom(this.flags.includes("s") ? () => true : (code) => code !== 10);
      case "^":
        return { kind: "at", where: this.flags.includes("m") ? "lineStart" : "start" };
      case "$":
        return { kind: "at", where: this.flags.includes("m") ? "lineEnd" : "end" };
      case "*":
      case "+":
      case "?":
        return this.fail(`"${char}" has nothing to repeat`);
      case "\\":
        if (this.take("b")) return { kind: "at", where: "edge" };
        if (this.take("B")) return { kind: "at", where: "inside" };
        return this.atom(this.escaped().atom);
      default:
        return this.atom(exactly(codeOf(char)));
    }
  }

  group(): Node {
    if (this.take("?") && !this.take(":")) {
      this.fail('after "(?" only ":" is supported, and flags at the very beginning');
    }
    const node = this.either();
    if (!this.take(")")) this.fail('a "(" is not closed');
    return node;
  }

  characters(): Atom {
    const negated = this.take("^");
    const atoms: Atom[] = [];
    while (!this.take("]")) {
      const low = this.member();
      if (low.code === null || this.match(/-(?!\])/y)[0] === undefined) {
        atoms.push(low.atom);
        continue;
      }
      const from = low.code;
      const to = this.member().code;
      if (to === null || to < from) return this.fail("a range in [ ] runs backwards");
      atoms.push((code) => code >= from && code <= to);
    }
    if (atoms.length === 0) this.fail("[ ] is empty");
    const any: Atom = (code) => atoms.some((atom) => atom(code));
    return negated ? not(this.folded(any)) : any;
  }

  member(): { atom: Atom; code: number | null } {
    if (this.at >= this.source.length) this.fail('a "[" is not closed');
    if (this.take("\\")) return this.escaped();
    if (this.match(/\[:/y)[0] !== undefined)
      this.fail('classes like "[:alpha:]" are not supported');
    const code = codeOf(this.next());
    return { atom: exactly(code), code };
  }

  escaped(): { atom: Atom; code: number | null } {
    const char = this.next();
    const atom = Object.hasOwn(named, char) ? named[char] : undefined;
    if (atom !== undefined) return { atom, code: null };
    const control = Object.hasOwn(controls, char) ? controls[char] : undefined;
    if (control === undefined && (char === "" || /[\dA-Za-z]/.test(char))) {
      this.fail(`"\\${char}" is not supported`);
    }
    const code = codeOf(control ?? char);
    return { atom: exactly(code), code };
  }

  atom(atom: Atom): Node {
    return { kind: "atom", atom: this.folded(atom) };
  }

  folded(atom: Atom): Atom {
    if (!this.flags.includes("i")) return atom;
    return (code) => {
      const char = String.fromCodePoint(code);
      const lower = codeOf(char.toLowerCase());
      const upper = codeOf(char.toUpperCase());
      return atom(code) || atom(lower) || atom(upper);
    };
  }

  /** The next whole character, "" at the end. */
  next(): string {
    const code = codeOf(this.source, this.at);
    const char = code < 0 ? "" : String.fromCodePoint(code);
    this.at += char.length;
    return char;
  }

  take(char: string): boolean {
    if (this.source.charAt(this.at) !== char) return false;
    this.at += 1;
    return true;
  }

  match(sticky: RegExp): readonly (string | undefined)[] {
    sticky.lastIndex = this.at;
    const match = sticky.exec(this.source);
    if (match === null) return [];
    this.at += match[0].length;
    return match;
  }
}
