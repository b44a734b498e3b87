import type { Mirror } from "./mirror.ts";
import { known, maybe, no, said } from "./refused.ts";

/**
 * Puts a commit on the branch.
 *
 * PU1 It lands only on the commit it was built on: where the branch has moved on, "moved" is the answer
 *     and nothing happened.
 * PU2 Only what the remote itself says about the branch, or a line that was never opened, is a plain
 *     no. Everything else may have landed.
 */
export async function push(
  mirror: Mirror,
  commit: string,
  tip: string,
): Promise<"landed" | "moved"> {
  const ran = await mirror.push(commit, tip);
  // One line per branch: a mark, the branch, and what became of it.
  const [mark = "", , ...rest] = line(ran.out.toString("utf8")).split("\t");
  const summary = rest.join(" ");
  if (mark === " " || mark === "=" || mark === "*" || mark === "+") return "landed";
  if (mark === "!" && summary.startsWith("[rejected]")) return "moved";
  if (mark === "!" && summary.startsWith("[remote rejected]")) {
    if (/but expected|reference already exists/.test(ran.err + summary)) return "moved";
    throw refusedBy(mirror, summary, said(ran));
  }
  const told = ran.killed || /hung up unexpectedly/.test(ran.err) ? null : known(ran);
  if (told !== null) {
    throw no(`Cannot publish to "${mirror.remote}": ${told.reason}`, told.failure);
  }
  throw maybe(`The line to "${mirror.remote}" broke while publishing`);
}

function line(out: string): string {
  return out.split("\n").find((each) => /^[ =*+!-]\t/.test(each)) ?? "";
}

function refusedBy(mirror: Mirror, summary: string, words: string): Error {
  const why = words === "" ? summary : words;
  if (/failed to update ref|lock|unable to|unpacker error|No space left/i.test(summary)) {
    return no(
      `Cannot publish to "${mirror.remote}": it is locked or cannot be written now: ${why}`,
      "transient",
    );
  }
  return no(
    `Cannot publish to "${mirror.remote}": it does not take this: ${why}; change what it asks for, or allow it there`,
  );
}
