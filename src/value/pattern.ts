import { Malformed } from "./malformed.ts";
import { type Atom, type Node, parse, type Place, word } from "./pattern-syntax.ts";

/**
 * Regular expressions over texts that strangers wrote.
 *
 * PA1 A search takes time in proportion to the text: all alternatives advance together, one character
 *     at a time, and none is ever tried again. A hostile mail cannot make one run for hours.
 * PA2 What cannot be searched that way (references back, looking around) is refused when it is read.
 */
export type Pattern = { readonly source: string; readonly program: readonly Instruction[] };

type Instruction =
  | { op: "atom"; atom: Atom; to: number }
  | { op: "fork"; to: number; or: number }
  | { op: "at"; where: Place; to: number }
  | { op: "found" };

const maxProgram = 2000;
const maxWork = 100_000_000;
const lineFeed = 10;

/** The instruction to begin with is the program's last. */
export function compile(source: string): Pattern {
  const program: Instruction[] = [{ op: "found" }];
  const emit = (instruction: Instruction): number => {
    if (program.length >= maxProgram) {
      throw new Malformed(`Cannot read the pattern ${JSON.stringify(source)}: it is too large`);
    }
    return program.push(instruction) - 1;
  };
  // Built from its end, since each part must be told where to go on.
  const build = (node: Node, to: number): number => {
    switch (node.kind) {
      case "atom":
        return emit({ op: "atom", atom: node.atom, to });
      case "at":
        return emit({ op: "at", where: node.where, to });
      case "sequence":
        return node.parts.reduceRight((next, part) => build(part, next), to);
      case "either":
        return node.parts
          .map((part) => build(part, to))
          .reduceRight((or, first) => emit({ op: "fork", to: first, or }));
      case "repeat": {
        let next = to;
        if (node.max === null) {
          const loop: Instruction = { op: "fork", to, or: to };
          next = emit(loop);
          loop.to = build(node.part, next);
        }
        for (let i = node.min; i < (node.max ?? 0); i++) {
          next = emit({ op: "fork", to: build(node.part, next), or: to });
        }
        for (let i = 0; i < node.min; i++) next = build(node.part, next);
        return next;
      }
    }
  };
  const begin = build(parse(source), 0);
  emit({ op: "fork", to: begin, or: begin });
  return { source, program };
}

/** True if the pattern matches anywhere in the text. */
export function found(pattern: Pattern, text: string): boolean {
  const { program } = pattern;
  if (text.length * program.length > maxWork) {
    throw new Malformed(
      `Cannot search for ${JSON.stringify(pattern.source)}: ${text.length} characters are too many for it`,
    );
  }
  const reached = new Int32Array(program.length).fill(-1);
  const threads: number[] = [];
  const waiting: { atom: Atom; to: number }[] = [];
  for (let at = 0; ;) {
    threads.push(program.length - 1);
    waiting.length = 0;
    for (let index = threads.pop(); index !== undefined; index = threads.pop()) {
      const instruction = program[index];
      if (instruction === undefined || reached[index] === at) continue;
      reached[index] = at;
      if (instruction.op === "found") return true;
      if (instruction.op === "atom") waiting.push(instruction);
      else if (instruction.op === "fork") threads.push(instruction.to, instruction.or);
      else if (stands(instruction.where, text, at)) threads.push(instruction.to);
    }
    const code = text.codePointAt(at);
    if (code === undefined) return false;
    for (const { atom, to } of waiting) if (atom(code)) threads.push(to);
    at += code > 0xffff ? 2 : 1;
  }
}

function stands(where: Place, text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  switch (where) {
    case "start":
      return at === 0;
    case "end":
      return at === text.length;
    case "lineStart":
      return at === 0 || before === lineFeed;
    case "lineEnd":
      return at === text.length || after === lineFeed;
    case "edge":
      return word(before) !== word(after);
    case "inside":
      return word(before) === word(after);
  }
}
