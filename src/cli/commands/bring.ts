import type { Command } from "commander";
import type { Bring, Brought } from "../../api/contract/bring.ts";
import type { Desk } from "../../api/contract/desk.ts";
import { type Context, type Session, sessionOf } from "../context.ts";
import type { BringList } from "../deps/bring.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { progressLines } from "../progress.ts";
import { broughtLines, type BroughtView } from "../views/bring.ts";

type Options = { dryRun?: boolean; acceptSkips?: boolean };
type What = Bring["what"];

export function addBring(root: Command, context: Context): void {
  const bring = root
    .command("bring")
    .description(
      "Takes over what you bring along when you begin. It may be repeated: nothing comes twice.",
    )
    .summary("your clients, open invoices and old mail");
  addList(bring, context, "clients", "a CSV file with a line for each client");
  addList(bring, context, "invoices", "a CSV file with a line for each invoice that is still open");
  const mail = bring
    .command("mail <file>")
    .description(
      "Reads an .mbox file of old mail for whom you know and which mails belong together. It starts nothing, and keeps no texts.",
    )
    .summary("an .mbox file of old mail")
    .option("--dry-run", "only say what would be taken over")
    .action((file: string, options: Options, command: Command) => {
      const session = sessionOf(context, command);
      return session
        .desk((desk) => bringMail(session, desk, file, options.dryRun === true))
        .then((whole) => {
          if (!whole) context.exit = exit.failed;
        });
    });
  examples(mail, [["bring mail year.mbox", "may be stopped, and goes on when it is repeated"]]);
  examples(bring, [
    ["bring clients clients.csv --dry-run", "shows what would be taken over, and what not and why"],
    ["bring invoices open.csv", "numbers then go on behind the last of them"],
    ["bring mail year.mbox", "so that who wrote before is no stranger"],
  ]);
}

function addList(
  bring: Command,
  context: Context,
  what: "clients" | "invoices",
  summary: string,
): void {
  bring
    .command(`${what} <file>`)
    .description(
      `Takes over ${what} from ${summary}. If one line cannot be taken over, none is, unless you accept that.`,
    )
    .summary(summary)
    .option("--dry-run", "only say what would be taken over")
    .option("--accept-skips", "take over the rest, where lines cannot be")
    .action((file: string, options: Options, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const view = await bringList(session, desk, { what, file, ...options });
        session.show(view, broughtLines);
        const skipped = view.refused.length > 0 && options.acceptSkips !== true;
        if (skipped) context.exit = exit.failed;
      });
    });
}

/** First as a rehearsal of the whole file, so that a line that cannot be taken over keeps out all. */
async function bringList(
  { deps }: Session,
  desk: Desk,
  asked: { what: "clients" | "invoices"; file: string } & Options,
): Promise<BroughtView> {
  const { what, file, dryRun = false, acceptSkips = false } = asked;
  const { currency } = await desk.status();
  const list =
    what === "clients"
      ? { what, ...(await deps.bring.clients(file)) }
      : { what, ...(await deps.bring.invoices(file, currency)) };
  const rehearsed = await give(desk, list, true);
  const { strange, known } = list;
  const refused = inOrder([...list.refused, ...rehearsed.refused]);
  const view = { what, file, strange, columns: known, ...rehearsed, refused, rehearsed: true };
  if (dryRun || (refused.length > 0 && !acceptSkips)) return view;
  const done = await give(desk, list, false);
  return {
    ...view,
    ...done,
    refused: inOrder([...list.refused, ...done.refused]),
    rehearsed: false,
  };
}

const batch = 200;
const mostRefused = 1_000;

async function give(desk: Desk, list: BringList, dryRun: boolean): Promise<Brought> {
  const all: Brought = { taken: 0, known: 0, refused: [], dropped: [], joined: [], series: null };
  for (let from = 0; from < list.rows.length; from += batch) {
    add(all, await desk.bring(part(list, from, dryRun)));
  }
  return all;
}

function part(list: BringList, from: number, dryRun: boolean): Bring {
  const to = from + batch;
  return list.what === "clients"
    ? { what: list.what, dryRun, rows: list.rows.slice(from, to) }
    : { what: list.what, dryRun, rows: list.rows.slice(from, to) };
}

function add(all: Brought, some: Brought): void {
  all.taken += some.taken;
  all.known += some.known;
  all.refused.push(...some.refused);
  all.dropped = [...new Set([...all.dropped, ...some.dropped])];
  all.joined.push(...some.joined);
  all.series = some.series ?? all.series;
}

/** What of it can be read is taken over; false where not all could. */
async function bringMail(
  session: Session,
  desk: Desk,
  file: string,
  dryRun: boolean,
): Promise<boolean> {
  const { deps, place } = session;
  const all: Brought = { taken: 0, known: 0, refused: [], dropped: [], joined: [], series: null };
  const what: What = "mails";
  let unlisted = 0;
  for await (const { rows, refused } of deps.bring.mails(place, file, progressLines(session))) {
    add(all, await desk.bring({ what, dryRun, rows }));
    // A file of nothing but damage must not fill the memory.
    const listed = refused.slice(0, mostRefused - all.refused.length);
    all.refused.push(...listed);
    unlisted += refused.length - listed.length;
  }
  const view = { what, file, strange: [], columns: [], ...all, unlisted, rehearsed: dryRun };
  session.show(view, broughtLines);
  return view.refused.length === 0;
}

function inOrder(refused: Brought["refused"]): Brought["refused"] {
  return refused.toSorted((a, b) => a.line - b.line);
}
