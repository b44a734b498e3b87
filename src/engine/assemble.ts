import { check } from "../agent/contract-check.ts";
import type { Recorded } from "../ledger/event.ts";
import { Journal } from "../ledger/journal.ts";
import { type Blobs, sealedFiles } from "../ledger/sealed-files.ts";
import type { EventStore } from "../ledger/store.ts";
import { ofBytes } from "../value/digest.ts";
import { textOf } from "../value/json.ts";
import { project } from "../views/project.ts";
import { tables } from "../views/tables.ts";
import type { Release, Settings } from "../workspace/release.ts";
import { Agenda } from "./agenda.ts";
import { Book } from "./book.ts";
import { Catalogue } from "./catalogue.ts";
import { NumberLine } from "./effect/number-line.ts";
import { Floor } from "./floor.ts";
import { Looks } from "./looks.ts";
import { type Office, ReleaseShelf, Tally } from "./office.ts";
import type { OwnerOptions } from "./owner.ts";
import { readRelease } from "./release-files.ts";
import { shapes } from "./shapes.ts";

/** What an owner works with, over the ledger as it was found (OWN2). */
export type Parts = {
  office: Office;
  journal: Journal;
  floor: Floor;
  agenda: Agenda;
  recovered: { open: number; doubtful: number };
};

const empty: Settings = {
  company: {
    name: "",
    currency: "EUR",
    timeZone: "UTC",
    locale: "en",
    example: false,
    personas: {},
    details: {},
  },
  policies: [],
  connectors: {},
  ignore: [],
  suspect: [],
  budgets: { workspaceMicros: null, perDayMicros: null },
};
const noRelease: Release = { id: "", plans: {}, agents: {}, schemas: {}, templates: {}, files: {} };

export async function assemble(options: OwnerOptions): Promise<Parts> {
  const { store, clock, sealer } = options;
  await store.prepare(tables);
  const agendaOf: { current: Agenda | null } = { current: null };
  const journal = await Journal.open({
    store,
    stamp: () => clock.now(),
    project,
    staged: (rows) => agendaOf.current?.note(rows),
    sealer,
    ...shapes,
    tenant: "own",
    epoch: Number((await store.getMeta("epoch")) ?? "1"),
    follows: options.mode === "read",
    onFailure: options.onFailure,
  });
  if ((await store.staleTables()).length > 0) await journal.rebuild();
  const numbers = await Promise.all(
    ["run", "item", "mark", "import", "revision"].map((table) => store.highest(table, "number")),
  );
  const book = new Book(journal, () => clock.now(), Math.max(...numbers));
  const office = await officeOf(options, book);
  office.renew = (lease) => journal.stageLeases([lease]);
  const floor = new Floor(office);
  office.wake = (run) => {
    if (options.mode === "run") floor.wake(run);
  };
  const agenda = new Agenda(store, clock, office.wake, () => book.committed());
  agendaOf.current = agenda;
  book.listen((events) => listen(office, events));
  const doubtful = await store.count({ table: "act", where: { status: ["sent", "unknown"] } });
  const open = await store.count({ table: "run", where: { status: ["open", "cancelling"] } });
  return { office, journal, floor, agenda, recovered: { open, doubtful } };
}

async function officeOf(options: OwnerOptions, book: Book): Promise<Office> {
  const { store, sealer } = options;
  const files = sealedFiles(options.mode === "read" ? scratch(store) : store, sealer);
  const tally = new Tally();
  for (const row of await store.find({ table: "tally" })) {
    for (const answer of ["granted", "edited", "denied"] as const) {
      tally.add(String(row["action"]), answer, Number(row[answer] ?? 0));
    }
  }
  const waiting = new Map<string, Set<string>>();
  for (const row of await store.find({ table: "waiting" })) {
    note(waiting, String(row["type"]), String(row["run"]));
  }
  return {
    book,
    clock: options.clock,
    sealer,
    files,
    settings: empty,
    active: noRelease,
    releases: new ReleaseShelf((id) => readRelease(store, id)),
    connectors: new Map(),
    executors: options.executors,
    check,
    process: options.process,
    underWay: new Map(),
    waiting,
    catalogue: new Catalogue(store, () => book.committed()),
    tally,
    looks: new Looks(),
    numberLine: new NumberLine(),
    recordOnly: options.mode !== "run",
    seeks: true,
    renew: () => {},
    contexts: { put: () => Promise.reject(new Error("Not there before the owner is")) },
    lookBack: () => Promise.reject(new Error("Not there before the owner is")),
    wake: () => {},
    fault: options.onFault,
  };
}

/** What is drawn while nothing may be written stays in memory. */
function scratch(store: EventStore): Blobs {
  const drawn = new Map<string, Uint8Array>();
  return {
    putBlob: async (bytes) => {
      const digest = ofBytes(bytes);
      drawn.set(digest, bytes);
      return digest;
    },
    getBlob: async (digest) => drawn.get(digest) ?? (await store.getBlob(digest)),
  };
}

/** Keeps what turns need to know of all runs in step with what is staged. */
function listen(office: Office, events: readonly Recorded[]): void {
  office.catalogue.note(events);
  for (const { type, stream, data } of events) {
    if (type === "wait.opened" && typeof data["on"] === "string") {
      note(office.waiting, data["on"], stream.slice("run/".length));
    } else if (type === "approval.granted") {
      const edited = Array.isArray(data["edited"]) && data["edited"].length > 0;
      office.tally.add(textOf(data["action"]), edited ? "edited" : "granted");
    } else if (type === "approval.denied") {
      office.tally.add(textOf(data["action"]), "denied");
    } else if (type === "run.completed" || type === "run.cancelled") {
      const run = stream.slice("run/".length);
      for (const runs of office.waiting.values()) runs.delete(run);
    }
  }
}

function note(waiting: Map<string, Set<string>>, type: string, run: string): void {
  const runs = waiting.get(type) ?? new Set<string>();
  runs.add(run);
  waiting.set(type, runs);
}
