import type { Command } from "commander";
import type { Item } from "../../api/contract/item.ts";
import type { Desk, Outcome } from "../../api/contract/desk.ts";
import { Refused } from "../../api/contract/refused.ts";
import { choices } from "../answer-key.ts";
import { type Context, number, numbers, type Session, sessionOf } from "../context.ts";
import { Usage } from "../errors.ts";
import { exit, ofCode } from "../exit.ts";
import { completed, type Given, printForm } from "../given.ts";
import { examples } from "../help.ts";
import { choiceLines, itemLines } from "../views/item.ts";
import { clean } from "../views/layout.ts";
import { outcomeLines } from "../views/outcome.ts";
import { showInbox } from "./inbox.ts";

type Options = Given & {
  edit?: boolean;
  digest?: string;
  template?: boolean;
  yes?: boolean;
};

const yes = ["--yes", "do not ask again here; your policy still decides"] as const;
const digest = ["--digest <digest>", "answer only if exactly this was shown"] as const;

export function addAnswers(root: Command, context: Context): void {
  const approve = root
    .command("approve")
    .argument("[numbers...]", "of the decisions; without any, the list", numbers)
    .description(
      "Says yes to exactly what is shown, or, with --edit, to what you make of it. Of several numbers each is shown, and the first that stays without a yes ends it.",
    )
    .summary("say yes")
    .option("--edit", "change the draft in your editor first")
    .option(...digest)
    .option(...yes)
    .action(async (all: number[], options: Options, command: Command) => {
      const name = options.edit === true ? "edit" : "approve";
      if (all.length > 1 && options.digest !== undefined) {
        throw new Usage(
          "Cannot approve several numbers by one digest: it is that of one",
          "Give one number with --digest",
        );
      }
      const [first, ...others] = all;
      await answered(context, command, first, name, options);
      for (const n of others) {
        if (context.exit === exit.done) await answered(context, command, n, name, options);
      }
    });
  examples(approve, [
    ["approve 17", "yes to number 17"],
    ["approve 17 18 21", "yes to each of these"],
    ["approve 17 --edit", "opens the draft in $EDITOR, then yes"],
  ]);
  const deny = root
    .command("deny")
    .argument("[number]", "of the decision; without it, the list", number)
    .description("Says no. What you say because of is kept with the job.")
    .summary("say no")
    .option("--because <text>", "why not")
    .option(...digest)
    .option(...yes)
    .action((n: number | undefined, options: Options, command: Command) =>
      answered(context, command, n, "deny", options),
    );
  examples(deny, [['deny 17 --because "we do no websites"', "no to number 17"]]);
  const hold = root
    .command("hold")
    .argument("[number]", "of the job; without it, all that is leaving", number)
    .description("Takes back what is leaving, before it has left; it then waits for your answer.")
    .summary("take back what is about to leave")
    .action((n: number | undefined, _options: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        context.exit = finish(session, await desk.hold(n ?? null), null);
      });
    });
  examples(hold, [
    ["hold 17", "what job 17 is about to send"],
    ["hold", "all that is leaving"],
  ]);
  const answer = root
    .command("answer")
    .argument("[number]", "of the question; without it, the list", number)
    .argument("[answer]", "one of its answers; without it, which there are")
    .description("Answers a question, an unclear outcome, or a form, by the names it gives.")
    .summary("answer a question or fill in a form")
    .option("--value <json>", "what you fill in")
    .option("--file <file>", "what you fill in, as a file of JSON or YAML")
    .option("--template", "of a form or a draft: print it as a file; answers nothing")
    .option("--field <name=value>", "of a form: one field; as often as there are fields", collected)
    .option("--because <text>", "why")
    .option(...digest)
    .option(...yes)
    .action((n: number | undefined, name: string | undefined, options: Options, command: Command) =>
      answered(context, command, n, name ?? null, options),
    );
  examples(answer, [
    ["answer 18 paid", "the question of number 18: paid"],
    ["answer 19 happened", "they have it; it is not sent again"],
    ["answer 21 fill --template > form-21.yaml", "the form of a step, to fill it in there"],
    ["answer 21 fill --file form-21.yaml", "hands it in"],
    ['answer 21 fill --field client="Ana Ruiz"', "the same, field by field"],
  ]);
}

function collected(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

async function answered(
  context: Context,
  command: Command,
  n: number | undefined,
  name: string | null,
  options: Options,
): Promise<void> {
  const session = sessionOf(context, command);
  await session.desk(async (desk) => {
    if (n === undefined) {
      await showInbox(session, desk);
      context.exit = session.frame.keys ? exit.done : exit.usage;
      return;
    }
    const item = await desk.item(n);
    if (item.settled !== null) throw closed(item, session.frame.typed);
    if (item.expired) {
      const message = `Cannot answer ${n}: it has expired`;
      context.exit = finish(session, { ok: false, code: "approval_expired", message }, n);
      return;
    }
    context.exit = await give(session, desk, item, name, options);
  });
}

function closed({ number: n, run }: Item, typed: (words: string) => string): Refused {
  const job = run === null ? "" : `; see what followed: ${typed(`show ${run}`)}`;
  return new Refused({ code: "item_settled", message: `Item ${n} is settled${job}` });
}

async function give(
  session: Session,
  desk: Desk,
  item: Item,
  name: string | null,
  options: Options,
): Promise<number> {
  const frame = { ...session.frame, keys: false };
  if (options.template === true) {
    const asked = name ?? "fill";
    offered(item, asked, frame.typed);
    await printForm(session, item, asked);
    return exit.done;
  }
  if (!session.json) session.say(itemLines(clean(item), frame, { choices: false }));
  if (name === null) {
    session.show(item.answers, () => choiceLines(clean(item), frame));
    return exit.usage;
  }
  offered(item, name, frame.typed);
  if (options.digest !== undefined && options.digest !== item.digest) {
    const message = `Cannot answer ${item.number}: what was shown has changed`;
    return finish(session, { ok: false, code: "approval_changed", message }, item.number);
  }
  const given = await completed(session, item, name, options);
  if (given === null) {
    const message = "Nothing was answered";
    session.show({ ok: false, code: "not_answered", message }, () => [message]);
    return exit.failed;
  }
  const sure = name === "edit" || name === "fill" || !session.asking;
  if (!sure && !(await session.deps.prompts.confirm(question(name)))) {
    session.say(["Nothing was answered"]);
    return exit.failed;
  }
  return finish(session, await desk.answer(item.number, given), item.number);
}

function offered(item: Item, name: string, typed: (words: string) => string): void {
  if (Object.hasOwn(item.answers, name)) return;
  const known = choices(item.answers, item.number).map((choice) => typed(choice.command));
  throw new Usage(
    `Cannot answer ${item.number} with "${name}": it is not among its answers`,
    known.length === 0 ? `Look at it: ${typed(`show ${item.number}`)}` : known.join("\n"),
  );
}

function question(name: string): string {
  if (name === "approve") return "Approve exactly this?";
  return name === "deny" ? "Say no to this?" : `Answer "${name}"?`;
}

export function finish(session: Session, outcome: Outcome, n: number | null): number {
  session.show(outcome, (shown, frame) => outcomeLines(shown, n, frame));
  return outcome.ok ? exit.done : ofCode(outcome.code);
}
