import type { Command } from "commander";
import type { Desk } from "../../api/contract/desk.ts";
import type { Learnt } from "../../api/contract/facts.ts";
import { mostName, type Remembered } from "../../api/contract/memory.ts";
import { type Context, type Session, sessionOf } from "../context.ts";
import { Usage } from "../errors.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { Importing } from "../importing.ts";
import { progressLines } from "../progress.ts";
import { wrap } from "../views/layout.ts";
import { addEval } from "./eval.ts";
import { addStatsAndExport } from "./memory-export.ts";
import { addRevisions } from "./revisions.ts";
import { addSnapshots } from "./snapshots.ts";
import { plural } from "../views/words.ts";
import {
  learntLines,
  type LearntView,
  rememberedLines,
  type RememberedView,
} from "../views/memory.ts";

type ImportOptions = { jsonl?: string; facts?: string; dryRun?: boolean };

export function addMemory(root: Command, context: Context): void {
  const memory = root
    .command("memory")
    .description(
      "What the company remembers: conversations, found again by their words and meaning.",
    )
    .summary("what the company remembers");
  const importing = memory
    .command("import")
    .description(
      "Keeps passages of conversations, or facts that others say. It may be repeated: nothing comes twice. Each line that cannot be kept is told, and makes the command fail; the others are kept. A fact that contradicts what is on record is put before you.",
    )
    .summary("keep passages of conversations, or facts")
    .option(
      "--jsonl <file>",
      'a line of JSON each, with id, client, author, at, thread and text; "-" reads what comes in',
    )
    .option(
      "--facts <file>",
      "a line of JSON each, with client, kind, field, value, and perhaps id, from, until, confidence and by",
    )
    .option("--dry-run", "only say what would be kept")
    .action((options: ImportOptions, command: Command) => {
      const session = sessionOf(context, command);
      const { jsonl, facts, dryRun = false } = options;
      return session.desk(async (desk) => {
        if (facts !== undefined && jsonl === undefined) {
          const view = await importFacts(session, desk, facts, dryRun);
          session.show(view, learntLines);
          if (view.refused.length > 0) context.exit = exit.failed;
          return;
        }
        if (jsonl === undefined || facts !== undefined)
          throw new Usage("Cannot tell what to keep", "Name one of --jsonl and --facts");
        const view = await importPassages(session, desk, jsonl, dryRun);
        if (!view.rehearsed) await indexAll(session, desk);
        session.show(view, rememberedLines);
        if (view.refused.length > 0) context.exit = exit.failed;
      });
    });
  const indexing = memory
    .command("index")
    .description(
      "Makes passages that were kept lately ready to be found by their meaning. While Mainstay runs it does so by itself.",
    )
    .summary("make what was kept ready to be found by meaning")
    .action((_: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        session.show({ made: await indexAll(session, desk) }, ({ made }, frame) =>
          wrap(`Made ready: ${plural(made, "passage")}`, frame.width),
        );
      });
    });
  addEval(memory, context);
  addStatsAndExport(memory, context);
  addSnapshots(memory, context);
  addRevisions(memory, context);
  examples(indexing, [["memory index", "may be stopped, and goes on when it is repeated"]]);
  examples(importing, [
    ["memory import --jsonl talks.jsonl", "may be stopped, and goes on when it is repeated"],
    ["memory import --jsonl talks.jsonl --dry-run", "what would be kept, and what not and why"],
  ]);
}

/** A file without its folders; what comes in has no name. */
function nameOf(file: string): string {
  return file === "-" ? "" : (file.split(/[/\\]/).at(-1) ?? "").slice(0, mostName);
}

/** A file of nothing but damage must not fill the memory. */
const mostRefused = 1_000;

async function importPassages(
  session: Session,
  desk: Desk,
  file: string,
  dryRun: boolean,
): Promise<RememberedView> {
  const all: Remembered = { kept: 0, known: 0, refused: [] };
  const note = (refused: Remembered["refused"]): void => {
    if (all.refused.length < mostRefused) all.refused.push(...refused);
  };
  const importing = new Importing(desk, { what: "passages", file: nameOf(file) });
  for await (const { rows, refused } of session.deps.passages(file, progressLines(session))) {
    const part = dryRun ? {} : await importing.part(rows.length);
    const said = await desk.remember({ dryRun, rows, ...part });
    all.kept += said.kept;
    all.known += said.known;
    note([...refused, ...said.refused].toSorted((a, b) => a.line - b.line));
  }
  return { file, rehearsed: dryRun, ...all };
}

async function importFacts(
  session: Session,
  desk: Desk,
  file: string,
  dryRun: boolean,
): Promise<LearntView> {
  const all: Learnt = { recorded: 0, confirmed: 0, disputed: 0, asked: 0, refused: [] };
  const importing = new Importing(desk, { what: "facts", file: nameOf(file) });
  for await (const { rows, refused } of session.deps.facts(file, progressLines(session))) {
    const part = dryRun ? {} : await importing.part(rows.length);
    const said = await desk.learn({ dryRun, rows, ...part });
    for (const name of ["recorded", "confirmed", "disputed", "asked"] as const) {
      all[name] += said[name];
    }
    if (all.refused.length >= mostRefused) continue;
    all.refused.push(...[...refused, ...said.refused].toSorted((a, b) => a.line - b.line));
  }
  return { file, rehearsed: dryRun, ...all };
}

/** Texts that are given vectors between two signs of progress. */
const atOnce = 64;

/** Until every passage can be found by its meaning; stopped, it goes on another time. */
async function indexAll(session: Session, desk: Desk): Promise<number> {
  const progress = progressLines(session);
  let made = 0;
  for (;;) {
    const step = await desk.index({ most: atOnce });
    made += step.made;
    progress("reading for meaning", made, made + step.left);
    if (step.left === 0) return made;
  }
}
