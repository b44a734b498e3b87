import type { Command } from "commander";
import type { ForgetPreview } from "../../api/contract/forget.ts";
import { type Context, type Session, sessionOf } from "../context.ts";
import { exit, ofCode } from "../exit.ts";
import { examples } from "../help.ts";
import { forgetLines } from "../views/forget.ts";
import { outcomeLines } from "../views/outcome.ts";
import { receiptLines } from "../views/memory/retention.ts";

type Options = { endJobs?: boolean; yesForget?: string };

export function addForget(root: Command, context: Context): void {
  const forget = root
    .command("forget")
    .argument("<client>", "a name, an address, or the number of a job")
    .description(
      "Forgets a client for good: what came from them, what is known of them, what was written for them. Shows first what that means.",
    )
    .summary("forget a client for good")
    .option("--end-jobs", "end their jobs first, undoing what can be undone")
    .option("--yes-forget <name>", "forget them now; the name says that you mean them")
    .action((client: string, options: Options, command: Command) =>
      forgetClient(context, sessionOf(context, command), client, options),
    );
  examples(forget, [
    ['forget "Ana Ruiz"', "what would go, end and stay; asks before anything happens"],
    ["forget ana@ruiz.example --end-jobs", "also where their jobs are under way"],
  ]);
}

function forgetClient(
  context: Context,
  session: Session,
  client: string,
  options: Options,
): Promise<void> {
  return session.desk(async (desk) => {
    const preview = await desk.forgetPreview(client);
    const endJobs = options.endJobs === true;
    if (options.yesForget === undefined || !session.json) session.show(preview, forgetLines);
    if (preview.forgottenAt !== null) return;
    const confirm = options.yesForget ?? (await asked(session, preview, endJobs));
    if (confirm === null) {
      if (!session.json) session.say(next(session, preview, client, endJobs));
      return;
    }
    const outcome = await desk.forget({ client, confirm, endJobs });
    session.show(outcome, (shown, frame) => [
      ...outcomeLines(shown, null, frame),
      ...(shown.receipt === undefined ? [] : receiptLines(shown.receipt, frame)),
    ]);
    context.exit = outcome.ok ? exit.done : ofCode(outcome.code);
  });
}

/** The name, typed; null where nobody can be asked, nothing can be done yet, or she left it empty. */
async function asked(
  session: Session,
  preview: ForgetPreview,
  endJobs: boolean,
): Promise<string | null> {
  const ready = preview.hindered.length === 0 && (preview.openJobs.length === 0 || endJobs);
  if (!session.asking || !ready) return null;
  const typed = await session.deps.prompts.text({
    message: `This cannot be undone. Type "${preview.confirm}" to forget them, or nothing to leave it`,
    initial: "",
    problem: (text) =>
      text === "" || text.toLowerCase() === preview.confirm.toLowerCase()
        ? null
        : `Type exactly "${preview.confirm}", or nothing`,
  });
  return typed === "" ? null : typed;
}

function next(
  session: Session,
  { confirm, hindered, openJobs }: ForgetPreview,
  client: string,
  endJobs: boolean,
): string[] {
  if (hindered.length > 0) return ["Nothing was forgotten; see what comes first above"];
  const jobs = openJobs.length > 0 || endJobs ? " --end-jobs" : "";
  const words = `forget ${quoted(client)}${jobs} --yes-forget ${quoted(confirm)}`;
  return [`Nothing was forgotten. To do it: ${session.frame.typed(words)}`];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
