import { type Command, InvalidArgumentError, Option } from "commander";
import type { Desk } from "../../../api/contract/desk.ts";
import {
  mostSignals,
  type SignalKind,
  signalKinds,
  type SignalLine,
  type SignalsQuery,
} from "../../../api/contract/lessons.ts";
import { isDay } from "../../../value/date.ts";
import { type Context, count, type Session, sessionOf } from "../../context.ts";
import { examples } from "../../help.ts";
import { clean } from "../../views/layout.ts";
import { scoreLines, signalLines } from "../../views/memory/signals.ts";

type Options = {
  kind?: SignalKind;
  process?: string;
  agent?: string;
  client?: string;
  since?: string;
  limit?: number;
  agents?: boolean;
  secret?: true;
};

export function addSignals(root: Command, context: Context): void {
  const command = root
    .command("signals")
    .summary("what your answers say of the work before them")
    .description(
      "What your answers say of the work before them: how each agent's drafts fared, and where you changed, refused, took over or put right. With --json a line for each answer, those that changed nothing included, with what was before and after, who made it, and what they had been given.",
    )
    .addOption(new Option("--kind <kind>", "only these").choices(signalKinds))
    .option("--process <name>", "only in jobs of this process")
    .option("--agent <name>", "only about this agent's work")
    .option("--client <name>", "only about them: their name, address, or the number of a job")
    .option("--since <day>", "only since then, such as 2026-03-03", day)
    .option("--limit <n>", "at most so many (default: the newest 20, or with --json all)", count)
    .option("--secret", "show what is secret, too")
    .option("--agents", "only how each agent's work fared")
    .action((options: Options, command: Command) => {
      const session = sessionOf(context, command);
      const { limit, agents = false, secret, ...asked } = options;
      const query = { ...asked, ...(secret === true ? { secret: "shown" as const } : {}) };
      return session.desk(async (desk) => {
        if (agents) return showScores(session, desk, query);
        return session.json
          ? exportAll(session, desk, query, limit ?? Number.MAX_SAFE_INTEGER)
          : show(session, desk, query, limit ?? 20);
      });
    });
  examples(command, [
    ["signals", "how each agent fared, and what you changed of late"],
    ["signals --kind edited --process follow-up", "what you changed in its drafts"],
    ["signals --json > signals.ndjson", "all of them, to score agents by"],
    ["signals --agents --json", "how each version of each agent fared"],
  ]);
}

async function showScores(session: Session, desk: Desk, query: SignalsQuery): Promise<void> {
  const found = await desk.signalScores(query);
  if (!session.json) return session.say(scoreLines(clean(found), session.frame, isNarrowed(query)));
  for (const score of found.scores) session.row(score);
}

const isNarrowed = (query: SignalsQuery): boolean =>
  Object.keys(query).some((key) => key !== "secret");

async function show(
  session: Session,
  desk: Desk,
  query: SignalsQuery,
  limit: number,
): Promise<void> {
  const scores = await desk.signalScores(query);
  const found: SignalLine[] = [];
  for await (const line of linesOf(desk, query)) {
    // What was right as it was is counted, and not told one by one unless it is asked for.
    if (line.kind !== "agreed" || query.kind === "agreed") found.push(line);
    if (found.length >= limit) break;
  }
  const { now, timeZone } = await desk.status();
  const view = { scores: clean(scores), signals: clean(found), now, timeZone };
  session.say(signalLines(view, session.frame, isNarrowed(query)));
}

async function exportAll(
  session: Session,
  desk: Desk,
  query: SignalsQuery,
  limit: number,
): Promise<void> {
  let left = limit;
  for await (const line of linesOf(desk, query)) {
    if (left <= 0) return;
    session.row(line);
    left -= 1;
  }
}

async function* linesOf(desk: Desk, query: SignalsQuery): AsyncIterable<SignalLine> {
  for (let before: number | null = null; ;) {
    const page = { ...query, limit: mostSignals, ...(before === null ? {} : { before }) };
    const { signals, next }: { signals: SignalLine[]; next: number | null } =
      await desk.signals(page);
    yield* signals;
    if (next === null) return;
    before = next;
  }
}

function day(text: string): string {
  if (isDay(text.trim())) return text.trim();
  throw new InvalidArgumentError("Give a day like 2026-03-03.");
}
