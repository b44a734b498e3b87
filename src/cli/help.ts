import type { Command } from "commander";

/** Examples below a command's help, each with what it does. */
export function examples(command: Command, rows: readonly (readonly [string, string])[]): Command {
  const longest = Math.max(...rows.map(([words]) => words.length));
  const lines = rows.map(([words, note]) =>
    `  npx mainstay ${words.padEnd(longest)}  ${note}`.trimEnd(),
  );
  return command.addHelpText(
    "after",
    `\n${rows.length === 1 ? "Example" : "Examples"}:\n${lines.join("\n")}`,
  );
}
