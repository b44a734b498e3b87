import { parseArgs, type ParseArgsConfig } from "node:util";

/**
 * What a script under test/ was asked to do. A wrong command is one line and exit code 2, before
 * anything is played; `help` is printed where it was asked for.
 */
export function commandLine<T extends ParseArgsConfig>(
  config: T,
  help: string,
): ReturnType<typeof parseArgs<T & { args: string[] }>> {
  const args = withValues(process.argv.slice(2));
  if (args.includes("--help") || args.includes("-h")) {
    console.log(help);
    process.exit(0);
  }
  try {
    return parseArgs({ ...config, args });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [reason = ""] = error.message.split(/[.\n]/);
    return wrong(`Cannot read the command: ${reason}; see --help`);
  }
}

/** "--seed -1" is a number of this flag, not another flag. */
function withValues(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const flag = joined.at(-1) ?? "";
    if (/^-\d/.test(arg) && /^--[^=]+$/.test(flag)) joined.splice(-1, 1, `${flag}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

export function wrong(message: string): never {
  console.error(message);
  process.exit(2);
}

export function whole(name: string, text: string, from = 0, most?: number): number {
  const n = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isSafeInteger(n) && n >= from && n <= (most ?? n)) return n;
  const to = most === undefined ? "" : ` to ${most}`;
  return wrong(`Cannot take --${name} "${text}": write a whole number from ${from}${to}`);
}

export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
