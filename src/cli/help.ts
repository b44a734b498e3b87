import type { Command } from "commander";

/** As wide as help is where nobody says how wide the screen is. */
const most = 80;

/** Examples below a command's help, each with what it does: beside it, or below where that is too wide. */
export function examples(command: Command, rows: readonly (readonly [string, string])[]): Command {
  const longest = Math.max(...rows.map(([words]) => words.length));
  const beside = rows.map(([words, note]) =>
    `  npx mainstay ${words.padEnd(longest)}  ${note}`.trimEnd(),
  );
  const below = rows.flatMap(([words, note]) => [
    `  npx mainstay ${words}`,
    ...(note === "" ? [] : [`      ${note}`]),
  ]);
  const lines = beside.some((line) => line.length > most) ? below : beside;
  return command.addHelpText(
    "after",
    `\n${rows.length === 1 ? "Example" : "Examples"}:\n${lines.join("\n")}`,
  );
}
