import { Refused } from "../../api/contract/refused.ts";
import type { ApplyView } from "../../api/contract/apply.ts";
import { plural } from "../../cli/views/words.ts";

/** Most mistakes that are told at once; the rest follow when these are corrected. */
const most = 5;

/** The company cannot be used for what its files say: each with its place and its remedy. */
export function invalid(act: string, problems: ApplyView["problems"]): Refused {
  const lines = problems.slice(0, most).map(({ file, line, column, message, remedy }) => {
    const place = [file, line, column].filter((part) => part !== null).join(":");
    // Behind the first semicolon stands what to do about all of them.
    return `\n${place}\n  ${message}\n  Do  ${remedy}`.replaceAll("; ", ", ");
  });
  const count = plural(problems.length, "mistake");
  return new Refused({
    code: "workspace_invalid",
    message: `${act}: the company's files have ${count}${lines.join("")}; correct them, then check with "mainstay apply --dry-run"`,
  });
}
