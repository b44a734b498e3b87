import type { Command } from "commander";
import type { Desk } from "../../api/contract/desk.ts";
import { type Context, type Session, sessionOf } from "../context.ts";
import { exit, ofCode } from "../exit.ts";
import { examples } from "../help.ts";
import { askingLines, type Checked, checkedLines, modelsLines } from "../views/models.ts";

export function addModels(root: Command, context: Context): void {
  const models = root
    .command("models")
    .description(
      "Lists the models that your agents may ask, with what each costs and what it has cost so far.",
    )
    .summary("which models there are, and what they cost")
    .option("--check", "ask each once, with a tiny question, after saying what that costs at most")
    .action((options: { check?: boolean }, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        if (options.check === true) context.exit = await check(desk, session);
        else session.show(await desk.models(), modelsLines);
      });
    });
  examples(models, [
    ["models", "tiers, keys, prices, and how fast they answered"],
    ["models --check", "whether they answer now"],
  ]);
}

/** One after the other, so that what is told is what happened. */
async function check(desk: Desk, session: Session): Promise<number> {
  const view = await desk.models();
  const able = view.tiers.filter(({ lacks, price }) => lacks === null && price !== null);
  if (able.length === 0) {
    session.show(view, modelsLines);
    return exit.failed;
  }
  const { frame, json } = session;
  if (!json) session.say(askingLines(able, view, frame));
  let worst: number = exit.done;
  for (const { name } of able) {
    const checked: Checked = { tier: name, check: await desk.checkModel(name) };
    if (json) session.row({ tier: name, ...checked.check });
    else session.say(checkedLines(checked, view, frame));
    if (!checked.check.ok) worst = Math.max(worst, ofCode(checked.check.code));
  }
  return worst;
}
