import type { Command } from "commander";
import type { Outcome } from "../../../api/contract/desk.ts";
import { mostReason, type SecretAsked } from "../../../api/contract/facts.ts";
import type {
  RestoreQuery,
  RevisionPreview,
  RollbackQuery,
} from "../../../api/contract/revisions.ts";
import { shellWord } from "../../../value/shell.ts";
import { type Context, number, type Session, sessionOf } from "../../context.ts";
import { Usage } from "../../errors.ts";
import { exit } from "../../exit.ts";
import { finishMemory } from "../../memory-outcome.ts";
import { examples } from "../../help.ts";
import { previewLines, sourcesLines } from "../../views/memory/revisions.ts";

type Usual = { because?: string; dryRun?: boolean; yes?: boolean; secret?: true };
type RestoreOptions = Usual & {
  client?: string;
  kind?: string;
  agent?: string;
  strong?: boolean;
};
type RollbackOptions = Usual & {
  source?: string;
  undo?: number;
  since?: string;
  onlyDirect?: boolean;
  strong?: boolean;
};

export function addRevisions(memory: Command, context: Context): void {
  const list = memory
    .command("sources")
    .summary("what was imported, and what was taken back of it")
    .description(
      "Each import with its number, and how much of it counts; then what was brought back or rolled back since.",
    )
    .action((_: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => session.show(await desk.sources(), sourcesLines));
    });
  examples(list, [["memory sources", "the numbers that rollback takes"]]);
  addRestore(memory, context);
  addRollback(memory, context);
}

const alsoStrong = "also what you alone change, such as invoices and contracts";

function addRestore(memory: Command, context: Context): void {
  const restore = memory
    .command("restore <snapshot>")
    .summary("bring back facts as they were then")
    .description(
      "Has facts of one client, one kind or one agent say again what they said at a snapshot, a day or a time. Each gets a new version; nothing is removed. Shows first what that changes.",
    )
    .option("--client <name>", "what is on record about them")
    .option("--kind <kind>", "records of this kind")
    .option("--agent <name>", "what jobs recorded after this agent had worked in them")
    .option("--strong", alsoStrong);
  usual(restore).action((to: string, options: RestoreOptions, command: Command) => {
    const session = sessionOf(context, command);
    const { client, kind, agent, strong } = options;
    const asked: RestoreQuery = {
      to,
      ...(client === undefined ? {} : { client }),
      ...(kind === undefined ? {} : { kind }),
      ...(agent === undefined ? {} : { agent }),
      ...(strong === true ? { strong: "too" } : {}),
    };
    return session.desk(async (desk) =>
      revise(context, session, options, {
        preview: await desk.restorePreview({ ...asked, ...secrets(options) }),
        carryOut: (sure) => desk.restoreMemory({ ...asked, ...sure }),
        typed: `memory restore ${typedTail([to], { client, kind, agent })}${strong === true ? " --strong" : ""}`,
      }),
    );
  });
  examples(restore, [
    ['memory restore "before the fair" --client Nordlicht --dry-run', "what would change"],
    ["memory restore 2026-03-03 --kind preference", "as at the end of that day"],
  ]);
}

function addRollback(memory: Command, context: Context): void {
  const rollback = memory
    .command("rollback")
    .summary("free memory of what came from a bad source")
    .description(
      "Takes back what came from one source and what was derived from it: facts go back to the newest version from elsewhere, passages are found no more, and the jobs that rested on it are told. Nothing is removed from the history, and it can be undone.",
    )
    .option(
      "--source <source>",
      'an import ("import:12"), a mail ("mail:117", its entry), an agent ("agent:intake") or a job ("job:17")',
    )
    .option("--since <day>", "only what came since then")
    .option("--only-direct", "not what jobs derived from it")
    .option("--strong", alsoStrong)
    .option("--undo <number>", "undo an earlier one, or a restore", number);
  usual(rollback).action((options: RollbackOptions, command: Command) => {
    const session = sessionOf(context, command);
    const asked = askedFor(options);
    return session.desk(async (desk) =>
      revise(context, session, options, {
        preview: await desk.rollbackPreview({ ...asked, ...secrets(options) }),
        carryOut: (sure) => desk.rollBackMemory({ ...asked, ...sure }),
        typed: `memory rollback ${rollbackTail(options)}`,
      }),
    );
  });
  examples(rollback, [
    ["memory rollback --source import:12 --dry-run", "what would change, and who rested on it"],
    ['memory rollback --source agent:intake --since 2026-03-03 --because "misread"', ""],
    ["memory rollback --undo 41", "as it was before number 41"],
  ]);
}

function usual(command: Command): Command {
  return command
    .option("--because <text>", "why, in your words")
    .option("--dry-run", "only show what would change")
    .option("--secret", "show what is secret, too")
    .option("--yes", "do not ask again here");
}

const secrets = ({ secret }: Usual): SecretAsked => (secret === true ? { secret: "shown" } : {});

function askedFor({ source, undo, since, onlyDirect, strong }: RollbackOptions): RollbackQuery {
  if ((source === undefined) === (undo === undefined)) {
    throw new Usage(
      "Cannot tell what to roll back",
      "Name one of --source and --undo; memory sources shows their numbers",
    );
  }
  return {
    source: source ?? `revision:${undo}`,
    ...(since === undefined ? {} : { since }),
    ...(onlyDirect === true ? { direct: "only" } : {}),
    ...(strong === true ? { strong: "too" } : {}),
  };
}

function typedTail(words: readonly string[], options: Record<string, string | undefined>): string {
  const named = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, shellWord(value)],
  );
  return [...words.map(shellWord), ...named].join(" ");
}

function rollbackTail({ source, undo, since, onlyDirect, strong }: RollbackOptions): string {
  return [
    typedTail([], { source, undo: undo === undefined ? undefined : String(undo), since }),
    ...(onlyDirect === true ? ["--only-direct"] : []),
    ...(strong === true ? ["--strong"] : []),
  ].join(" ");
}

type Revising = {
  preview: RevisionPreview;
  carryOut: (sure: { digest: string; because: string }) => Promise<Outcome>;
  /** How it is typed again. */
  typed: string;
};

/** Shown first; carried out with a yes, and only if it is still what was shown. */
async function revise(
  context: Context,
  session: Session,
  { because = "", dryRun = false, yes = false }: Usual,
  { preview, carryOut, typed }: Revising,
): Promise<void> {
  if (because.length > mostReason) {
    throw new Usage("Cannot keep a reason that long", `Give at most ${mostReason} characters`);
  }
  const sure = yes && !dryRun;
  if (!session.json || !sure) session.show(preview, previewLines);
  if (dryRun || isEmpty(preview)) return;
  if (!sure && !(await agreed(session))) {
    if (!session.json) session.say([notDone(session, typed)]);
    context.exit = exit.waiting;
    return;
  }
  context.exit = finishMemory(session, await carryOut({ digest: preview.digest, because }));
}

function isEmpty({ facts, passages, conflicts }: RevisionPreview): boolean {
  return facts.length + passages.length + conflicts === 0;
}

async function agreed(session: Session): Promise<boolean> {
  return session.asking && (await session.deps.prompts.confirm("Change what is remembered?"));
}

const notDone = ({ frame }: Session, typed: string): string =>
  `Nothing was changed. To do it: ${frame.typed(`${typed} --yes`)}`;
