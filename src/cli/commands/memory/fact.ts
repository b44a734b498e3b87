import { type Command, InvalidArgumentError } from "commander";
import {
  type FactName,
  type FactWord,
  mostReason,
  type Time,
} from "../../../api/contract/facts.ts";
import { mostName } from "../../../api/contract/memory.ts";
import { ofBytes } from "../../../value/digest.ts";
import { plainKinds } from "../../../value/plain-kinds.ts";
import { type Context, count, type Session, sessionOf } from "../../context.ts";
import { Usage } from "../../errors.ts";
import { examples } from "../../help.ts";
import { spanLines } from "../../views/memory/fact-spans.ts";
import { historyLines, saidLines } from "../../views/memory/facts.ts";
import { finish } from "../answer.ts";
import { timeOption } from "../time-option.ts";

type Of = { client?: string; of?: string };
type WordOptions = Of & {
  from?: Time;
  until?: Time;
  expires?: Time;
  confidence?: number;
  because?: string;
  ifVersion?: number;
  new?: true;
};

export function addFact(root: Command, context: Context): void {
  const fact = root
    .command("fact")
    .summary("say what is so, put it right, ask why")
    .description("One fact: what is said of it, and why.");
  addWord(fact, context, "set", "notes that it is so, from now on or from a day on");
  addWord(fact, context, "correct", "says that what stands was wrong for as long as it stands");
  addWord(fact, context, "retract", "takes it back: nothing is known of it");
  addWhy(fact, context);
  addHistory(fact, context);
  addRemember(root, context);
  examples(fact, [
    ["fact set preference.paper uncoated --client Nordlicht", "so it is"],
    ["fact why preference.paper --client Nordlicht", "who says so"],
  ]);
}

function addWord(fact: Command, context: Context, how: FactWord["how"], summary: string): void {
  const value = how === "retract" ? "" : " <value>";
  const command = fact
    .command(`${how} <kind.field>${value}`)
    .summary(summary)
    .description(
      `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}. What stood before stays in its history.`,
    );
  whose(command)
    .option("--from <day>", "since when it holds in the world", timeOption)
    .option("--because <text>", "why, in your words");
  if (how !== "retract") {
    command
      .option("--until <day>", "until when it holds", timeOption)
      .option(
        "--expires <day>",
        "from when it is no longer believed, unless it is said again",
        timeOption,
      )
      .option("--confidence <percent>", "how sure you are", count);
  }
  if (how === "set")
    command.option("--new", "with --of: begins a record that there is none of yet");
  command
    .option("--if-version <n>", "only if this version stands, 0 for none", count)
    .action((name: string, ...rest: unknown[]) => {
      // Commander hands over the arguments, then the options, then the command.
      const given = how === "retract" ? undefined : String(rest[0]);
      const [options, own] = rest.slice(-2) as [WordOptions, Command];
      const word = {
        ...named(name, options),
        ...wordFrom(options),
        how,
        ...(options.new === true ? { begin: true } : {}),
        ...(given === undefined ? {} : { value: given }),
      };
      return say(context, sessionOf(context, own), word);
    });
  examples(command, wordExamples[how]);
}

const wordExamples: Record<FactWord["how"], [string, string][]> = {
  set: [
    ['fact set preference.paper "uncoated" --client Nordlicht', "so it is from now on"],
    ["fact set client.stage past --client Nordlicht --from 2026-03-01", "so it is since 1 March"],
    ["fact set invoice.stage paid --of 2026-012 --client Nordlicht", "of one of several"],
    [
      "fact set invoice.stage open --of 2026-013 --new --client Nordlicht",
      "of one not on record yet",
    ],
  ],
  correct: [
    [
      'fact correct preference.paper "coated" --client Nordlicht --because "she said so on the phone"',
      "tells which jobs rested on what was wrong",
    ],
  ],
  retract: [
    [
      'fact retract preference.paper --client Nordlicht --because "it was a misunderstanding"',
      "from its beginning; with --from, from that day on",
    ],
  ],
};

/** A command that shows the versions of a fact. */
function asking(command: Command, context: Context, lines: typeof historyLines): Command {
  return whose(command)
    .option("--secret", "show what is secret, too")
    .action((name: string, options: Of & { secret?: true }, own: Command) => {
      const session = sessionOf(context, own);
      const open = options.secret === true ? { secret: "shown" as const } : {};
      const asked = { ...named(name, options), ...open };
      return session.desk(async (desk) => session.show(await desk.factHistory(asked), lines));
    });
}

function addHistory(fact: Command, context: Context): void {
  const history = asking(
    fact
      .command("history <kind.field>")
      .summary("every version: since when it holds, and since when it was known")
      .description(
        "Every version of a fact in both times: for which time in the world it speaks, and for how long it was what was known; with who said it, why, and the entry that it rests on.",
      ),
    context,
    spanLines,
  );
  examples(history, [["fact history client.email --client Nordlicht", "what was known when"]]);
}

function addWhy(fact: Command, context: Context): void {
  const why = asking(
    fact
      .command("why <kind.field>")
      .summary("who said it, when and why, and which jobs rested on it")
      .description("Every version of a fact: who said it, when and why, and which jobs read it."),
    context,
    historyLines,
  );
  examples(why, [["fact why client.email --client Nordlicht", "who changed it, and why"]]);
}

function addRemember(root: Command, context: Context): void {
  const remember = root
    .command("remember <text>")
    .summary("note something in your words")
    .description(
      "Notes something in your words, about a client or about the company itself. It is found by facts, and goes into what agents are told.",
    )
    .option("--client <name>", "about whom")
    .option("--as <kind>", `what it is: ${plainKinds.join(", ")}`, plainKind, "note")
    .option("--from <day>", "since when it holds", timeOption)
    .option("--expires <day>", "from when it is no longer believed", timeOption)
    .action((text: string, { as, ...options }: WordOptions & { as: string }, command: Command) =>
      say(context, sessionOf(context, command), {
        ...named(`${as}.text`, { ...options, of: ofBytes(text).slice(0, 16) }),
        ...wordFrom(options),
        how: "set",
        value: text,
      }),
    );
  examples(remember, [
    ['remember "likes short mails" --client Nordlicht --as preference', ""],
    ['remember "no work on Fridays" --as decision', "about the company itself"],
  ]);
}

function plainKind(text: string): string {
  if (plainKinds.includes(text)) return text;
  throw new InvalidArgumentError(`Give one of ${plainKinds.join(", ")}.`);
}

function whose(command: Command): Command {
  return command
    .option("--client <name>", "about whom; without it about the company itself")
    .option("--of <name>", "which record of that kind, such as an invoice's number");
}

async function say(context: Context, session: Session, word: FactWord): Promise<void> {
  await session.desk(async (desk) => {
    const said = await desk.sayFact(word);
    if (said.ok) session.show(said, saidLines);
    else context.exit = finish(session, said, null);
  });
}

function named(name: string, { client, of }: Of): FactName {
  const dot = name.indexOf(".");
  if (dot < 1 || dot === name.length - 1) {
    throw new Usage(
      `Cannot tell which fact "${name.slice(0, mostName)}" is`,
      'Name the kind of record and the field, like "client.email"',
    );
  }
  const kind = name.slice(0, dot);
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(kind)) {
    throw new Usage(
      "Cannot tell which kind of record is meant: it is written in small letters, digits and -",
      'Name it like "client"; those that there are: "mainstay memory stats"',
    );
  }
  if (of !== undefined && (of.trim() === "" || of.length > mostName)) {
    throw new Usage(
      `Cannot tell which ${kind} is meant: --of names it in 1 to ${mostName} characters`,
      'Give its number or title, as "mainstay facts" shows it',
    );
  }
  return {
    kind,
    field: name.slice(dot + 1),
    ...(client === undefined ? {} : { client }),
    ...(of === undefined ? {} : { id: of }),
  };
}

function wordFrom(options: WordOptions): Partial<FactWord> {
  const { from, until, expires, confidence, because, ifVersion: version } = options;
  if (because !== undefined && because.length > mostReason) {
    throw new Usage("Cannot keep a reason that long", `Give at most ${mostReason} characters`);
  }
  const given = Object.entries({ from, until, expires, confidence, because, version });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
