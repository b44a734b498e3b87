import { JournalFile } from "../src/connectors/books/journal-file.ts";
import { type Billed, billedIn } from "./billed.ts";
import { agree, type Billing, openBilling, reach } from "./billing-company.ts";
import { lengthOf, type Span, timed, within } from "./stopwatch.ts";

/** How things stood when so many invoices were in the books. */
export type Level = { invoices: number; ms: number; cpuMs: number; residentMb: number };

/** What the process of its own tells that bills all retainers: see billing.ts. */
export type Told = {
  retainers: number;
  /** Until all of them were agreed, before the first of the month. */
  agreedMs: number;
  /** From the first of the month: until every job had begun, and until nothing moved any more. */
  begunMs: number;
  allMs: number;
  cpuMs: number;
  /** Of each invoice, in milliseconds. */
  stages: Record<"drawn" | "kept" | "entered" | "between" | "mailed", number[]>;
  /** Before the first, after each tenth, and when all was done. */
  levels: Level[];
  billed: Billed;
};

const [folder = "", count = "0"] = process.argv.slice(2);
const retainers = Number(count);
const company = await openBilling(folder);
const began = performance.now();
await agree(company, retainers);
const agreedMs = performance.now() - began;
await reach(company, "2026-02-01 08:59");
const told = await bill(company);
await company.opened.close();
const billed = await billedIn(company.data, retainers);
process.stdout.write(JSON.stringify({ retainers, agreedMs, ...told, billed } satisfies Told));

async function bill(billing: Billing): Promise<Omit<Told, "retainers" | "agreedMs" | "billed">> {
  const { office } = billing.opened.owner;
  const issue = office.connectors.get("books")?.actions["invoice.issue"];
  const send = office.connectors.get("mail")?.actions["send"];
  if (issue === undefined || send === undefined) throw new Error("It cannot bill");
  const issued = timed(issue, "perform");
  const kept = timed(office.files, "put");
  const entered = timed(JournalFile.prototype, "append");
  const mailed = timed(send, "perform");

  const from = performance.now();
  const before = process.cpuUsage();
  const level = (invoices: number): Level => {
    const { user, system } = process.cpuUsage(before);
    const residentMb = process.memoryUsage.rss() / 1e6;
    return { invoices, ms: performance.now() - from, cpuMs: (user + system) / 1_000, residentMb };
  };
  const levels = [level(0)];
  const seen = { begun: 0, begunMs: 0, invoices: 0 };
  office.book.listen((events) => {
    for (const { type, actor, data } of events) {
      if (type === "run.started" && data["runbook"] === "bill-retainer") {
        seen.begun += 1;
        if (seen.begun === retainers) seen.begunMs = performance.now() - from;
      }
      if (type !== "effect.applied" || actor !== "connector:books") continue;
      seen.invoices += 1;
      if ((seen.invoices * 10) % retainers === 0) levels.push(level(seen.invoices));
    }
  });
  await reach(billing, "2026-02-01 09:00");
  const end = level(seen.invoices);
  const stages = {
    mailed: mailed.map(lengthOf),
    between: issued.slice(1).map((each, i) => each.from - (issued[i] ?? each).to),
    ...partsOf(issued, kept, entered),
  };
  const { begunMs } = seen;
  return { begunMs, allMs: end.ms, cpuMs: end.cpuMs, stages, levels: [...levels, end] };
}

/** One invoice is written at a time: drawn, kept in both places, then entered. */
function partsOf(issued: readonly Span[], kept: readonly Span[], entered: readonly Span[]) {
  const drawing = within(issued, kept);
  const entering = within(issued, entered);
  return {
    drawn: drawing.map(([whole, put]) => put.from - whole.from),
    kept: entering.map(([, entry], i) => entry.from - (kept[i]?.from ?? Number.NaN)),
    entered: entered.map(lengthOf),
  };
}
