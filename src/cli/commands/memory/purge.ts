import type { Command } from "commander";
import type { PurgeName, PurgePreview } from "../../../api/contract/retention.ts";
import { shellWord } from "../../../value/shell.ts";
import { type Context, type Session, sessionOf } from "../../context.ts";
import { Usage } from "../../errors.ts";
import { exit, ofCode } from "../../exit.ts";
import { examples } from "../../help.ts";
import { purgeLines } from "../../views/memory/purge.ts";
import { removedLines } from "../../views/memory/retention.ts";

type Options = {
  passage?: string;
  arrival?: string;
  fact?: string;
  of?: string;
  client?: string;
  because?: string;
  yesPurge?: boolean;
};

export function addPurge(memory: Command, context: Context): void {
  const purge = memory
    .command("purge")
    .summary("remove one thing for good, wherever it stands")
    .description(
      "Removes one thing for good that was said, came or is on record: from the history, the index of words, vectors and files, and from what models were asked with it. Shows first what goes and what stays. To remove all of a client, see forget.",
    )
    .option("--passage <id>", "a passage, by its id or its entry")
    .option("--arrival <id>", "a mail, by its id or its entry")
    .option("--fact <kind.field>", "a fact with all its versions, like preference.paper")
    .option("--of <name>", "of a fact: which record of that kind, such as an invoice's number")
    .option("--client <name>", "whose; for a fact, without it, the company's own")
    .option("--because <why>", "why; it is kept with the receipt")
    .option("--yes-purge", "remove it now")
    .action((options: Options, command: Command) =>
      carryOut(context, sessionOf(context, command), options),
    );
  examples(purge, [
    ["memory purge --passage t12 --client Nordlicht", "what would go; changes nothing"],
    [
      'memory purge --fact preference.diet --client Nordlicht --because "not ours to know" --yes-purge',
      "remove it now, with a receipt",
    ],
    ["memory purge --arrival 1117 --because spam", "asks before anything happens"],
  ]);
}

function carryOut(context: Context, session: Session, options: Options): Promise<void> {
  const name = nameIn(options);
  return session.desk(async (desk) => {
    const { because = "", yesPurge = false } = options;
    const preview = await desk.purgePreview(name);
    if (!yesPurge || !session.json) session.show(preview, purgeLines);
    if (!yesPurge && !(await isMeant(session, preview, because))) {
      if (!session.json) session.say(next(session, options, preview));
      return;
    }
    const removed = await desk.purge({ name, because });
    session.show(removed, removedLines);
    context.exit = removed.ok ? exit.done : ofCode(removed.code);
  });
}

function nameIn({ passage, arrival, fact, of, client }: Options): PurgeName {
  const named = [passage, arrival, fact].filter((each) => each !== undefined);
  if (named.length !== 1) {
    throw new Usage("Cannot tell what to remove", "Name one of --passage, --arrival and --fact");
  }
  const whose = client === undefined ? {} : { client };
  if (arrival !== undefined) return { what: "arrival", id: arrival, ...whose };
  if (passage !== undefined) {
    if (client !== undefined) return { what: "passage", id: passage, client };
    throw new Usage(
      "Cannot remove a passage without a client: whose is meant is never guessed",
      "Name one with --client",
    );
  }
  const [kind = "", field = "", ...more] = (fact ?? "").split(".");
  if (kind === "" || field === "" || more.length > 0)
    throw new Usage(`Cannot find the fact "${fact}"`, "Name it like preference.paper");
  return { what: "fact", kind, field, ...whose, ...(of === undefined ? {} : { id: of }) };
}

async function isMeant(
  session: Session,
  { hindered, entries }: PurgePreview,
  because: string,
): Promise<boolean> {
  if (!session.asking || hindered !== "" || entries === 0 || because === "") return false;
  return session.deps.prompts.confirm("Remove it for good?");
}

function next({ frame }: Session, options: Options, { hindered, entries }: PurgePreview): string[] {
  if (hindered !== "" || entries === 0) return ["Nothing was removed"];
  const given = (["passage", "arrival", "fact", "of", "client"] as const).flatMap((flag) => {
    const value = options[flag];
    return value === undefined ? [] : [`--${flag} ${shellWord(value)}`];
  });
  const why = shellWord(options.because ?? "WHY");
  const words = `memory purge ${given.join(" ")} --because ${why} --yes-purge`;
  return [`Nothing was removed. To do it: ${frame.typed(words)}`];
}
