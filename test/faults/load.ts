import { setTimeout } from "node:timers/promises";
import type { Desk } from "../../src/api/contract/desk.ts";
import type { Finding } from "../../src/api/contract/status.ts";
import { OwnerGone } from "../../src/api/contract/line.ts";
import { VirtualClock } from "../../src/engine/clock.ts";
import { open } from "../../src/host/open.ts";
import type { EventStore } from "../../src/ledger/store.ts";
import { Refused } from "../../src/api/contract/refused.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { tables } from "../../src/views/tables.ts";
import { randomFrom } from "../fixtures/random.ts";
import { Shop } from "./shop.ts";

/**
 * Several clients work over the socket of a company whose process is killed with SIGKILL again and
 * again; they write down what was acknowledged to them.
 *
 * LD1 A start that was acknowledged keeps its number; asking again with its id starts nothing more.
 * LD2 An answer that was acknowledged stands; what was approved is sent once, what was denied never.
 * LD3 Between an acknowledged stop and her resuming, no act is recorded as sent.
 * LD4 In the end every job has ended, a rebuild finds the same rows, and the doctor finds nothing but
 *     that this company keeps no backups.
 */
export type LoadReport = {
  kills: number;
  started: number;
  answered: number;
  stops: number;
  letters: number;
  findings: string[];
};

type Notebook = {
  /** By request id: the number that was told, or null while nobody knows. */
  started: Map<string, number | null>;
  answered: Map<string, "approve" | "deny">;
  answers: number;
  stops: number;
  /** Told of everything that was acknowledged. */
  done: () => void;
};

/** A life ends in the middle of what follows so many deeds, however slow the machine is. */
const mostDeeds = 40;
const longestLifeMs = 4_000;

export async function underLoad(
  folder: string,
  { kills, seed, clients = 4 }: { kills: number; seed: number; clients?: number },
): Promise<LoadReport> {
  const random = randomFrom(seed);
  const shop = new Shop(folder);
  const book: Notebook = {
    started: new Map(),
    answered: new Map(),
    answers: 0,
    stops: 0,
    done: () => {},
  };
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const { process: owner, ended, desk } = await shop.up();
      const deeds = Promise.withResolvers<void>();
      let left = 1 + Math.floor(mostDeeds * random());
      book.done = () => {
        left -= 1;
        if (left === 0) deeds.resolve();
      };
      const busy = Array.from({ length: clients }, (_, n) =>
        work(shop, book, `${kill}-${n}`, random),
      );
      await Promise.race([deeds.promise, setTimeout(longestLifeMs)]);
      await setTimeout(20 * random());
      owner.kill("SIGKILL");
      await Promise.all([ended, ...busy]);
      desk.close();
    }
    const findings = await settle(shop, book);
    const { answers: answered, stops } = book;
    const letters = shop.letters().length;
    return { kills, started: book.started.size, answered, stops, letters, findings };
  } finally {
    shop.close();
  }
}

/** An inbox takes as long to show as it is long. */
const mostOpen = 12;

/** Until the owner is gone. */
async function work(shop: Shop, book: Notebook, name: string, random: () => number): Promise<void> {
  const desk = await shop.reach();
  if (desk === null) return;
  try {
    for (let n = 0; ; n += 1) {
      await act(desk, book, `${name}-${n}`, random());
      book.done();
    }
  } catch (error) {
    if (!(error instanceof OwnerGone)) throw error;
  } finally {
    desk.close();
  }
}

async function act(desk: Desk, book: Notebook, id: string, chance: number): Promise<void> {
  if (chance < 0.03) {
    await desk.stop("a test");
    book.stops += 1;
    await desk.resume({ kind: "everything" });
    return;
  }
  const { lines } = await desk.inbox();
  const line = lines[Math.floor(chance * 997) % Math.max(1, lines.length)];
  if (line !== undefined && (chance < 0.7 || lines.length >= mostOpen)) {
    await answer(desk, book, line.number, chance < 0.6 ? "approve" : "deny");
    return;
  }
  const unsure = [...book.started].find(([, number]) => number === null)?.[0];
  await start(desk, book, unsure ?? id);
}

async function start(desk: Desk, book: Notebook, id: string): Promise<void> {
  book.started.set(id, book.started.get(id) ?? null);
  const input = { name: id, to: "ana@nordlicht.example" };
  const outcome = await desk.start({ runbook: "write-letter", input, requestId: id });
  if (outcome.ok) book.started.set(id, outcome.number ?? -1);
}

async function answer(
  desk: Desk,
  book: Notebook,
  number: number,
  say: "approve" | "deny",
): Promise<void> {
  const item = await desk.item(number).catch(taken);
  if (item === null || item.settled !== null) return;
  const outcome = await desk.answer(number, { answer: say, digest: item.digest }).catch(taken);
  const name = /^Letter (.*)$/.exec(item.title)?.[1];
  if (outcome?.ok !== true || name === undefined) return;
  book.answered.set(name, say);
  book.answers += 1;
}

/** Another client was faster. */
function taken(error: unknown): null {
  if (error instanceof Refused) return null;
  throw error;
}

async function settle(shop: Shop, book: Notebook): Promise<string[]> {
  const { process: owner, ended, desk } = await shop.up();
  const findings: string[] = [];
  await desk.resume({ kind: "everything" });
  for (const [id, told] of book.started) {
    await start(desk, book, id);
    const number = book.started.get(id);
    if (told !== null && number !== told) findings.push(`Start "${id}" was ${told}, now ${number}`);
  }
  desk.close();
  owner.kill("SIGINT");
  await ended;
  findings.push(...(await answerRest(shop, book)));
  findings.push(...sent(shop, book), ...(await recorded(shop, book)), ...(await content(shop)));
  return findings;
}

/** What was sent when the process died is looked up once its time is over, and then tried again. */
async function answerRest({ workspace, data }: Shop, book: Notebook): Promise<string[]> {
  const findings: string[] = [];
  const complain = (error: unknown): void => {
    findings.push(error instanceof Error ? error.message : String(error));
  };
  const clock = new VirtualClock(Date.now() + 60_000);
  const ends = clock.now() + 3_600_000;
  const { owner, desk, close } = await open({
    places: { workspace, data },
    mode: "run",
    clock,
    watch: false,
    onFault: complain,
    onFailure: complain,
  });
  await owner.start();
  for (let due: number | null = clock.now(); due !== null && due <= ends; due = clock.next()) {
    clock.moveTo(due);
    await owner.quiet();
    for (const { number } of (await desk.inbox()).lines)
      await answer(desk, book, number, "approve");
    await owner.quiet();
  }
  await close();
  return findings;
}

/** LD2. */
function sent(shop: Shop, book: Notebook): string[] {
  const letters = shop.letters();
  const findings = letters
    .filter((name, i) => letters.indexOf(name) !== i)
    .map((name) => `Letter "${name}" was sent twice`);
  for (const [name, said] of book.answered) {
    if (letters.includes(name) !== (said === "approve"))
      findings.push(
        `Letter "${name}": she said ${said}, it was ${said === "deny" ? "" : "not "}sent`,
      );
  }
  return findings;
}

async function recorded(shop: Shop, book: Notebook): Promise<string[]> {
  const store = await openSqliteStore(shop.data, { access: "read" });
  try {
    await store.prepare(tables);
    const runs = await store.find({ table: "run" });
    const open = runs.filter(({ status }) => status !== "completed" && status !== "cancelled");
    return [
      ...(runs.length === book.started.size
        ? []
        : [`${book.started.size} were started, there are ${runs.length} jobs`]),
      ...open.map(({ number, status }) => `Job ${String(number)} is ${String(status)}`),
      ...(await sentAfterStops(store)),
    ];
  } finally {
    await store.close();
  }
}

/** LD3. */
async function sentAfterStops(store: EventStore): Promise<string[]> {
  const findings: string[] = [];
  let stopped = false;
  for (let from = 1; ; from += 500) {
    const events = await store.readFrom(from, 500);
    for (const { seq, bytes } of events) {
      const { type } = JSON.parse(new TextDecoder().decode(bytes)) as { type: string }; // As the codec wrote it.
      if (type === "control.stopped") stopped = true;
      if (type === "control.resumed") stopped = false;
      if (stopped && type === "effect.sent") findings.push(`Event ${seq}: sent after a stop`);
    }
    if (events.length < 500) return findings;
  }
}

/** LD4. */
async function content(shop: Shop): Promise<string[]> {
  const rebuilt = await shop.command(["rebuild"]).ended;
  const doctor = await shop.command(["doctor", "--json"]).ended;
  const found = JSON.parse(doctor.said) as Finding[]; // As the command prints it.
  return [
    ...(rebuilt.code === 0 ? [] : [`rebuild ends with ${rebuilt.code}: ${rebuilt.said}`]),
    ...found.filter(({ ok, name }) => !ok && name !== "backup").map(({ line }) => line),
  ];
}
