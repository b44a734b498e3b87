import type { Command } from "commander";
import type { Desk } from "../../api/contract/desk.ts";
import type { SecretAsked } from "../../api/contract/facts.ts";
import type { Item } from "../../api/contract/item.ts";
import type { RunView } from "../../api/contract/jobs.ts";
import { Refused } from "../../api/contract/refused.ts";
import { type Context, number, sessionOf } from "../context.ts";
import { examples } from "../help.ts";
import { sitDown } from "../sit-down.ts";
import { itemLines } from "../views/item.ts";
import { runLines } from "../views/run.ts";

export function addShow(root: Command, context: Context): void {
  const show = root
    .command("show")
    .argument("<number>", "of a decision or a job", number)
    .description(
      "One decision with all it rests on, or one job from its first cause to what is next.",
    )
    .summary("one decision or one job, whole")
    .option("--all", "with identifiers, versions, causes and the cost of each line")
    .option("--secret", "show what is secret on record, too")
    .action((n: number, options: { all?: boolean; secret?: true }, command: Command) => {
      const session = sessionOf(context, command);
      const all = options.all === true;
      return session.desk(async (desk) => {
        const found = await find(desk, n, options.secret === true ? { secret: "shown" } : {});
        if ("run" in found) {
          session.show(found.run, (view, frame) => runLines(view, frame, { all }));
        } else if (session.frame.keys && !all && options.secret !== true) {
          await sitDown(session, desk, n);
        } else {
          session.show(found.item, (item, frame) => itemLines(item, frame, { all }));
        }
      });
    });
  examples(show, [
    ["show 17", "what number 17 asks, and how to answer"],
    ["show 12 --all", "everything about job 12"],
  ]);
}

/** Items and jobs are numbered in one series, and an open item is the likelier question. */
async function find(
  desk: Desk,
  n: number,
  secrets: SecretAsked,
): Promise<{ item: Item } | { run: RunView }> {
  try {
    return { item: await desk.item(n, secrets) };
  } catch (error) {
    if (error instanceof Refused && /unknown|not_found|missing/.test(error.code)) {
      return { run: await desk.run(n) };
    }
    throw error;
  }
}
