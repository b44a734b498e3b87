import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TourEvent } from "../../src/cli/deps/tour.ts";
import { open } from "../../src/host/open.ts";
import { tourPlaces } from "../../src/host/places.ts";
import { systemClock } from "../../src/host/system-clock.ts";
import { tour } from "../../src/host/tour/tour.ts";
import type { Recorded } from "../../src/ledger/event.ts";
import type { Env } from "../../src/models/door.ts";
import { isObject, type Json, type JsonObject } from "../../src/value/json.ts";
import { at, type Label, type Labelled } from "../../src/value/label.ts";
import { pdftotext, scanned } from "../fixtures/pdf-eyes.ts";

/** The example company's first month, played whole, and everything that is compared of two of them. */
export type Month = {
  told: readonly TourEvent[];
  events: readonly Recorded[];
  money: Money;
};

/** What a month comes to, whoever drafted: it names no key and no token, and is in order of time. */
export type Money = {
  invoices: JsonObject[];
  books: string;
  /** Text by file; empty where nothing here reads PDFs. */
  papers: Record<string, string>;
  report: Json;
  open: Json[];
};

export async function playMonth(env: Env): Promise<Month> {
  const data = await mkdtemp(path.join(tmpdir(), "mainstay-month-"));
  const onFault = (error: unknown, doing: string) => {
    throw new Error(`While ${doing}`, { cause: error });
  };
  try {
    const place = { data, workspace: null };
    const told: TourEvent[] = [];
    for await (const event of tour({ place }, onFault, env)) told.push(event);
    const opened = await open({
      places: tourPlaces(place, process.cwd()),
      mode: "read",
      clock: systemClock(),
      onFault,
      onFailure: (error) => onFault(error, "writing the ledger"),
      env: {},
    });
    try {
      const read = await opened.owner.journal.readFrom(1, 10_000);
      // Values are opened when they are asked for, which is now: later the keys are closed.
      const events = read.map((event) => ({ ...event }));
      const facts = await opened.owner.store.find({ table: "fact", where: { kind: "invoice" } });
      const amounts = facts
        .filter(({ field }) => field === "open")
        .map(({ value }) => String(value));
      // What is paid, and what was taken back with its job, is not open.
      const open = amounts.filter((text) => text !== "null" && text !== '"0.00 EUR"');
      return { told, events, money: await moneyIn(data, told, events, open.toSorted()) };
    } finally {
      await opened.close();
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

async function moneyIn(
  data: string,
  told: readonly TourEvent[],
  events: readonly Recorded[],
  open: Json[],
): Promise<Money> {
  const end = told.at(-1);
  if (end?.kind !== "ended") throw new Error("The month did not end");
  const journal = await readFile(path.join(data, "books/main.journal"), "utf8");
  return {
    invoices: events.flatMap((event) => invoiceIn(event)),
    books: journal.replaceAll(/\b(token|digest|pdf|line): \S+/gu, "$1"),
    papers: await papersIn(path.join(data, "invoices")),
    report: end.report.money as unknown as Json, // what a desk answers is JSON
    open,
  };
}

/** An issued invoice as the books gave it back: number, amounts, days, reference. */
function invoiceIn({ type, values }: Recorded): JsonObject[] {
  const result = values?.["result"]?.value;
  if (type !== "effect.applied" || !isObject(result) || !("vat" in result)) return [];
  const { pdf: _, attachments: __, ...invoice } = result;
  return [invoice];
}

async function papersIn(folder: string): Promise<Record<string, string>> {
  if (!pdftotext) return {};
  const names = (await readdir(folder)).filter((name) => name.endsWith(".pdf")).toSorted();
  const read = async (name: string) => scanned(await readFile(path.join(folder, name)));
  const texts = await Promise.all(names.map(async (name) => [name, await read(name)] as const));
  return Object.fromEntries(texts);
}

export type Leaf = { value: Json; label: Label; event: Recorded; at: string };

/** Everything that is recorded, down to single words and numbers, each with the label in force. */
export function leavesOf(events: readonly Recorded[]): Leaf[] {
  return events.flatMap((event) =>
    Object.entries(event.values ?? {}).flatMap(([name, labelled]) =>
      leaves(labelled).map((leaf) => ({ ...leaf, event, at: name + leaf.at })),
    ),
  );
}

function leaves({ value, labels }: Labelled, pointer = ""): Omit<Leaf, "event">[] {
  if (value === null || typeof value !== "object")
    return [{ value, label: at(labels, pointer), at: pointer }];
  return Object.entries(value).flatMap(([key, part]) => {
    const escaped = key.replaceAll("~", "~0").replaceAll("/", "~1");
    const below = `${pointer}/${escaped}`;
    return leaves({ value: part, labels: { "": at(labels, pointer), ...labels } }, below);
  });
}
