import { type Command, InvalidArgumentError } from "commander";
import type { Desk } from "../../../api/contract/desk.ts";
import { type FactRow, nothingLearnt } from "../../../api/contract/facts.ts";
import { mostName, type PassageRow, type Remembered } from "../../../api/contract/memory.ts";
import { type Context, count, type Session, sessionOf } from "../../context.ts";
import type { BroughtOptions, NotKept, Portion } from "../../deps/brought.ts";
import { Usage } from "../../errors.ts";
import { exit } from "../../exit.ts";
import { examples } from "../../help.ts";
import { Importing } from "../../importing.ts";
import { progressLines } from "../../progress.ts";
import {
  learntLines,
  type LearntView,
  rememberedLines,
  type RememberedView,
} from "../../views/memory/import.ts";
import { indexAll } from "./indexing.ts";

const sources = ["jsonl", "facts", "eml", "markdown", "vcard"] as const;
type Source = (typeof sources)[number];

type Options = Partial<Record<Source, string>> & {
  client?: string;
  confidence?: number;
  dryRun?: boolean;
};

type Named = { file: string; dryRun: boolean };

export function addImport(memory: Command, context: Context): void {
  const importing = memory
    .command("import")
    .description(
      "Keeps passages of conversations, mails and notes, or facts that others and their contact cards say. It may be repeated: nothing comes twice. Each that cannot be kept is told, and makes the command fail; the others are kept. A fact that contradicts what is on record is put before you.",
    )
    .summary("keep conversations, mails, notes, contacts, or facts")
    .option(
      "--jsonl <file>",
      'a line of JSON each, with id, client, author, at, thread and text; "-" reads what comes in',
    )
    .option("--eml <path>", "mails: a file, a folder of .eml files, a maildir, or an mbox")
    .option("--markdown <path>", "notes: a file or a folder; a passage for each ## section")
    .option("--vcard <path>", "contacts, vCard 3.0 or 4.0: what they say of clients, as facts")
    .option(
      "--facts <file>",
      "a line of JSON each, with client, kind, field, value, and perhaps id, from, until, confidence and by",
    )
    .option("--client <name>", "whose all of it is; for mails, notes and contacts")
    .option("--confidence <percent>", "how sure it is what contacts say", percent)
    .option("--dry-run", "only say what would be kept")
    .action((options: Options, command: Command) => {
      const session = sessionOf(context, command);
      const { source, named } = meant(options);
      return session.desk(async (desk) => {
        const timeZone = await zoneOf(desk);
        const failed =
          source === "facts" || source === "vcard"
            ? await showFacts(session, desk, factsFrom(session, source, options, timeZone), named)
            : await showPassages(
                session,
                desk,
                passagesFrom(session, source, options, timeZone),
                named,
              );
        if (failed) context.exit = exit.failed;
      });
    });
  examples(importing, [
    ["memory import --jsonl talks.jsonl", "may be stopped, and goes on when it is repeated"],
    ["memory import --eml mails/ --dry-run", "what would be kept, and what not and why"],
    ["memory import --markdown notes/ --client Nordlicht", "all of them are about this client"],
    ["memory import --vcard contacts.vcf", "what contradicts is put before you"],
  ]);
}

/** Keeping nothing makes the company's data where none is yet: status alone only reads. */
async function zoneOf(desk: Desk): Promise<string> {
  await desk.remember({ dryRun: true, rows: [] });
  return (await desk.status()).timeZone;
}

function meant(options: Options): { source: Source; named: Named } {
  const given = sources.filter((each) => options[each] !== undefined);
  const [source, ...more] = given;
  if (source === undefined || more.length > 0) {
    const all = sources.map((each) => `--${each}`).join(", ");
    throw new Usage("Cannot tell what to keep", `Name one of ${all}`);
  }
  if (options.client !== undefined && (source === "jsonl" || source === "facts")) {
    throw new Usage(
      `Cannot take --client beside --${source}: each line says whose it is`,
      "Leave it out",
    );
  }
  if (options.client?.trim() === "") {
    throw new Usage("Cannot keep it for a client without a name", "Give a name with --client");
  }
  if (options.confidence !== undefined && source !== "vcard") {
    throw new Usage("Cannot take --confidence here", "It is for --vcard");
  }
  return { source, named: { file: options[source] ?? "", dryRun: options.dryRun ?? false } };
}

function passagesFrom(
  session: Session,
  source: "jsonl" | "eml" | "markdown",
  options: Options,
  zone: string,
): AsyncIterable<Portion<PassageRow>> {
  const { deps } = session;
  const progress = progressLines(session);
  const path = options[source] ?? "";
  if (source === "jsonl") return deps.passages(path, zone, progress);
  return deps.brought[source](path, whose(session, options, zone), progress);
}

function factsFrom(
  session: Session,
  source: "facts" | "vcard",
  options: Options,
  zone: string,
): AsyncIterable<Portion<FactRow>> {
  const { deps } = session;
  const path = options[source] ?? "";
  if (source === "facts") return deps.facts(path, zone, progressLines(session));
  return deps.brought.vcard(path, whose(session, options, zone));
}

function whose({ place }: Session, { client, confidence }: Options, zone: string): BroughtOptions {
  return { place, client: client ?? null, zone, confidence: confidence ?? null };
}

/** A file without its folders; what comes in has no name. */
function nameOf(file: string): string {
  return file === "-"
    ? ""
    : (file.split(/[/\\]/).findLast((part) => part !== "") ?? "").slice(0, mostName);
}

/** A file of nothing but damage must not fill the memory. */
const mostRefused = 1_000;

/** True where something was not kept. */
async function showPassages(
  session: Session,
  desk: Desk,
  portions: AsyncIterable<Portion<PassageRow>>,
  { file, dryRun }: Named,
): Promise<boolean> {
  const all: Remembered = { kept: 0, known: 0, refused: [], whose: null };
  const refused = new NotKeptSoFar();
  const importing = new Importing(desk, { what: "passages", file: nameOf(file) });
  for await (const { rows, ...portion } of portions) {
    // Who is meant is found, or refused, before anything is begun.
    if (isNamed(rows[0])) await desk.remember({ dryRun: true, rows: rows.slice(0, 1) });
    const part = dryRun ? {} : await importing.part(rows.length);
    const said = await desk.remember({ dryRun, rows, ...part });
    all.kept += said.kept;
    all.known += said.known;
    all.whose ??= said.whose;
    refused.note(portion, said.refused);
  }
  const wordsOnly = dryRun ? null : (await indexAll(session, desk)).failed;
  const view: RememberedView = { file, rehearsed: dryRun, ...all, ...refused.told, wordsOnly };
  session.show(view, rememberedLines);
  return refused.told.notKept > 0;
}

const isNamed = (row: PassageRow | undefined): boolean =>
  row !== undefined && typeof row.client === "object" && "named" in row.client;

/** True where something was not taken. */
async function showFacts(
  session: Session,
  desk: Desk,
  portions: AsyncIterable<Portion<FactRow>>,
  { file, dryRun }: Named,
): Promise<boolean> {
  const all = nothingLearnt();
  const refused = new NotKeptSoFar();
  const dropped = new Set<string>();
  const importing = new Importing(desk, { what: "facts", file: nameOf(file) });
  for await (const { rows, ...portion } of portions) {
    const part = dryRun ? {} : await importing.part(rows.length);
    const fitting = portion.where !== undefined;
    const said = await desk.learn({ dryRun, rows, ...part, ...(fitting ? { fitting } : {}) });
    for (const name of ["recorded", "confirmed", "disputed", "asked"] as const) {
      all[name] += said[name];
    }
    for (const name of [...said.dropped, ...(portion.passed ?? [])]) dropped.add(name);
    refused.note(portion, said.refused);
  }
  const view: LearntView = {
    file,
    rehearsed: dryRun,
    ...all,
    dropped: [...dropped],
    ...refused.told,
  };
  session.show(view, learntLines);
  return refused.told.notKept > 0;
}

class NotKeptSoFar {
  readonly #refused: NotKept[] = [];
  #count = 0;

  note({ refused, where }: Omit<Portion<never>, "rows">, said: readonly NotKept[]): void {
    const placed = said.map((each) => {
      const place = where?.get(each.line);
      return place === undefined ? each : { ...each, where: place };
    });
    for (const each of [...refused, ...placed].toSorted((a, b) => a.line - b.line)) {
      const last = this.#refused.at(-1);
      // A card is several facts, and one item of hers.
      if (last?.line === each.line && last.reason === each.reason) continue;
      this.#count += 1;
      if (this.#refused.length < mostRefused) this.#refused.push(each);
    }
  }

  /** How many there are, and the first of them. */
  get told(): { notKept: number; refused: NotKept[] } {
    return { notKept: this.#count, refused: this.#refused };
  }
}

function percent(text: string): number {
  const found = count(text);
  if (found <= 100) return found;
  throw new InvalidArgumentError("Give 0 to 100.");
}
