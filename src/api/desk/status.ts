import type { Models } from "../../agent/contract.ts";
import type { Owner } from "../../engine/owner.ts";
import { controlStream } from "../../engine/streams.ts";
import { type ArrivalLine, type Fate, recordedFates } from "../contract/arrivals.ts";
import type { Status } from "../contract/status.ts";
import { pausedIn, quarantineOf } from "./held.ts";
import { inbox } from "./inbox.ts";
import { lookingOf } from "./looking.ts";
import { arrivalLine } from "./titles.ts";
import { partyName } from "./names.ts";
import { nextUp, weekOfWork } from "./outlook.ts";
import { askable } from "./models.ts";
import { inboundOf } from "../../engine/streams.ts";

/** What was found when the owner began; kept by whoever opened it. */
export type Beginning = Status["start"];

export async function status(
  owner: Owner,
  models: Models,
  beginning: Beginning,
  duplicates: number,
): Promise<Status> {
  const { office, store } = owner;
  const control = await office.book.read(controlStream);
  const { lines, minutes } = await inbox(owner);
  const arrivals: Record<Fate, number> = {
    started: 0,
    delivered: 0,
    queued: 0,
    ignored: 0,
    suspicious: 0,
    parked: 0,
    damaged: 0,
    duplicate: duplicates,
  };
  for (const fate of recordedFates) {
    arrivals[fate] = await store.count({
      table: "arrival",
      where: { fate, type: "mail.received" },
    });
  }
  const [spent] = await store.find({ table: "spent", where: { scope: "workspace" }, limit: 1 });
  const { name, example, currency, timeZone, locale } = office.settings.company;
  return {
    company: name,
    example,
    owner: owner.mode === "run",
    release: office.active.id.slice(0, 8),
    stopped: control.stopped,
    paused: pausedIn(control),
    quarantine: await quarantineOf(owner),
    looking: await lookingOf(owner),
    start: beginning,
    arrivals,
    waiting: { items: lines.length, minutes },
    doneThisWeek: await weekOfWork(owner),
    next: await nextUp(owner),
    spentMicros: Number(spent?.["micros"] ?? 0),
    currency,
    models: askable(owner, models),
    quiet: owner.floor.quiet && !owner.intake.reading,
    reading: owner.intake.reading,
    now: office.clock.now(),
    timeZone,
    locale,
  };
}

export async function arrivals(
  owner: Owner,
  filter: { fate?: Fate; limit?: number },
): Promise<ArrivalLine[]> {
  const { store } = owner;
  const rows = await store.find({
    table: "arrival",
    ...(filter.fate === undefined ? {} : { where: { fate: filter.fate } }),
    order: [{ column: "seq", descending: true }],
    limit: filter.limit ?? 50,
  });
  const lines: ArrivalLine[] = [];
  for (const row of rows) {
    const events = await owner.journal.load(inboundOf(String(row["id"])).name);
    const content = events.find((event) => event.type === "inbound.received")?.values["event"]
      ?.value;
    const routed = events.findLast((event) => event.type === "inbound.routed");
    const message = routed?.values["message"]?.value;
    const [run] =
      row["run"] === null
        ? []
        : await store.find({ table: "run", where: { id: String(row["run"]) } });
    lines.push({
      entry: Number(row["seq"]),
      at: Number(row["at"]),
      type: String(row["type"]),
      from: await partyName(store, row["subject"]),
      title: arrivalLine(content),
      fate: fateOf(String(row["fate"])),
      because: typeof message === "string" ? message : String(row["because"] ?? ""),
      run: typeof run?.["number"] === "number" ? run["number"] : null,
      item: typeof row["item"] === "number" ? row["item"] : null,
    });
  }
  return lines;
}

/** What she read and dismissed needs nobody any more. */
function fateOf(stored: string): Fate {
  return recordedFates.find((fate) => fate === stored) ?? "ignored";
}
