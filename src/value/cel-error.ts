import { syntaxInWords } from "./cel-syntax.ts";

/** `position` counts characters of the source. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  readonly position: number;
  constructor(message: string, position: number, cause?: unknown) {
    super(message, { cause });
    this.position = position;
  }
}

export function attempt<T>(source: string, act: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explained(source, act, error);
  }
}

/** What the library's errors carry, beside a message for engineers. */
export type Fault = Error & {
  summary?: string;
  code?: string;
  node?: { start: number; end: number };
};

export function explained(source: string, act: string, error: unknown): ExpressionError {
  // The library and our own functions throw nothing but errors.
  const { summary, message, code, node } = error as Fault;
  const start = node?.start ?? 0;
  if (code === "no_such_key" || code === "unknown_variable") {
    return missing(source, source.slice(start, node?.end), start);
  }
  const why = (summary ?? message).replaceAll(/dyn<(\w+)>/g, "$1");
  return new ExpressionError(
    `Cannot ${act} ${quoted(source)}: ${syntaxInWords(why)}`,
    start,
    error,
  );
}

export function missing(source: string, what: string, position: number): ExpressionError {
  const remedy = /^\w+$/.test(what)
    ? "no such name is known here"
    : `guard it with default(${what}, …)`;
  return new ExpressionError(
    `Cannot evaluate ${quoted(source)}: nothing stands at ${quoted(what)}; ${remedy}`,
    position,
  );
}

export function refused(source: string, position: number, why: string): ExpressionError {
  return new ExpressionError(`Cannot read ${quoted(source)}: ${why}`, position);
}

export function quoted(source: string): string {
  return `"${source.length > 120 ? `${source.slice(0, 117)}…` : source}"`;
}
