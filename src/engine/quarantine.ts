import * as control from "../kernel/control.ts";
import type { Refusal } from "../kernel/decision.ts";
import type { EventStore } from "../ledger/store.ts";
import { contextAt } from "./answer/approval.ts";
import type { Book } from "./book.ts";
import { lookUp } from "./effect/perform.ts";
import { seek } from "./effect/seek.ts";
import type { Office } from "./office.ts";
import { controlStream, runOf } from "./streams.ts";
import { engine, operator } from "./who.ts";

/**
 * Takes a restored or copied company over, and admits it (EF10).
 *
 * QU4 Whoever opens a data folder to write records its takeover before anything else. The folder
 *     names it, so that a crash in between leaves it to the next.
 * QU5 Before it is admitted every act that has not ended is looked up at its connector: what is found
 *     is recorded, what cannot be proven waits for the operator, the rest may go out. Whatever
 *     cannot be looked up now is looked up before anything else becomes of it (PA4).
 */
const meta = "taken-over";

export type Takeover = Omit<control.Takeover, "admittedAt">;

/** Marks a data folder: the next owner opens it in quarantine, in this epoch. */
export async function markTakenOver(
  store: Pick<EventStore, "setMeta">,
  takeover: Takeover,
): Promise<void> {
  await store.setMeta(meta, JSON.stringify(takeover));
  await store.setMeta("epoch", String(takeover.epoch));
}

/** Null where none is left to be recorded. */
export async function markedTakeover(store: Pick<EventStore, "getMeta">): Promise<Takeover | null> {
  const marked = (await store.getMeta(meta)) ?? "";
  // Only `markTakenOver` writes it.
  return marked === "" ? null : (JSON.parse(marked) as Takeover);
}

/** QU4. */
export async function takeOver(book: Book, store: EventStore): Promise<void> {
  const takeover = await markedTakeover(store);
  if (takeover === null) return;
  await book.turn(engine, (turn) => {
    const command = { type: "quarantine", ...takeover } as const;
    const decision = control.decide(turn.get(controlStream), command);
    if (decision.ok) turn.emit(controlStream, ...decision.events);
  });
  await book.committed();
  await store.setMeta(meta, "");
}

/** How many acts were looked up, and what came of it. */
export type Admitted = { found: number; absent: number; asking: number; later: number };

export type Admission = { ok: true; acts: Admitted } | { ok: false; refusal: Refusal };

const atOnce = 8;
const open = ["proposed", "cleared", "leaving", "sent", "unknown", "held"];

/** QU2, QU5. */
export async function admit(
  office: Office,
  store: EventStore,
  othersOff: boolean,
): Promise<Admission> {
  const { book, clock } = office;
  const decide = (now: control.Control) =>
    control.decide(now, { type: "admit", othersOff, at: clock.now() });
  const allowed = decide(await book.read(controlStream));
  if (!allowed.ok) return { ok: false, refusal: allowed.refusal };
  const acts = { found: 0, absent: 0, asking: 0, later: 0 };
  const rows = await store.find({
    table: "act",
    where: { status: open },
    order: [{ column: "seq" }],
  });
  const left = rows.values();
  const lane = async (): Promise<void> => {
    for (const row of left)
      acts[await settle(office, String(row["run"]), String(row["token"]))] += 1;
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const { result } = await book.turn(operator, (turn) => {
    const decision = decide(turn.get(controlStream));
    if (decision.ok) turn.emit(controlStream, ...decision.events);
    return decision;
  });
  await book.committed();
  return result.ok ? { ok: true, acts } : { ok: false, refusal: result.refusal };
}

async function settle(office: Office, id: string, token: string): Promise<keyof Admitted> {
  const { book } = office;
  const { run } = await book.read(runOf(id));
  await office.releases.load(run.release);
  const before = run.effects[token];
  const { result: context } = await book.turn(engine, (turn) => contextAt(turn, office, id, token));
  if (before === undefined || context === null) return "later";
  const sent = before.status === "sent" || before.status === "unknown";
  const work = sent ? lookUp(context, token) : seek(context, token);
  await work.start(new AbortController().signal);
  const after = (await book.read(runOf(id))).run.effects[token];
  const { takeover } = await book.read(controlStream);
  switch (after?.status) {
    case "applied":
      return "found";
    case "unknown":
    case "held":
      return "asking";
    default:
      return sent || after?.sought === takeover?.epoch ? "absent" : "later";
  }
}
