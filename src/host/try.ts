import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Fate } from "../api/contract/arrivals.ts";
import type { InboxLine } from "../api/contract/inbox.ts";
import { Refused } from "../api/contract/refused.ts";
import type { TryView } from "../cli/deps/deps.ts";
import { mailsOf } from "../connectors/mail-in/mail-file.ts";
import { ownHosts } from "../connectors/mail-in/mail-in.ts";
import { VirtualClock } from "../engine/clock.ts";
import { receive } from "../engine/intake/receive.ts";
import { shapes } from "../engine/shapes.ts";
import { decode } from "../ledger/codec.ts";
import type { Keys } from "../ledger/keys.ts";
import { subjectSealer } from "../ledger/seal.ts";
import type { Recorded } from "../ledger/event.ts";
import type { EventStore } from "../ledger/store.ts";
import { upcast } from "../ledger/upcast.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { MemoryKeys } from "../store/memory/memory-keys.ts";
import { keysBeside } from "../store/sqlite/keys.ts";
import { hasLedger } from "../store/sqlite/open.ts";
import { openSqliteStore } from "../store/sqlite/sqlite-store.ts";
import { isObject, type Json, textOf } from "../value/json.ts";
import { project } from "../views/project.ts";
import { tables } from "../views/tables.ts";
import { invalid } from "./files/invalid.ts";
import { type Opened, openOn } from "./open.ts";
import type { Places } from "./places.ts";

/**
 * What the company would do with a mail of hers: the real engine on a scratch copy of its history in
 * memory, with acts that are only foreseen. Nothing is kept, nothing is sent.
 */
export async function tryMails(file: string, places: Places): Promise<TryView> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() !== true) {
    const reason = found === undefined ? "there is no such file" : "it is no file";
    const message = `Cannot try "${file}": ${reason}; name one .eml or .mbox file`;
    throw new Refused({ code: "file_missing", message });
  }
  const scratch = await mkdtemp(path.join(tmpdir(), "mainstay-try-"));
  try {
    const { store, keys } = await copyOf(places.data);
    const { at } = await store.last();
    const opened = await openOn(
      {
        places: { workspace: places.workspace, data: scratch },
        mode: "run",
        clock: new VirtualClock(Math.max(Date.now(), at)),
        onFault: () => {},
        onFailure: () => {},
        rehearse: true,
      },
      { store, keys },
      () => {},
    );
    try {
      return await propose(opened, file);
    } finally {
      await opened.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The history so far in memory; an empty one where there is none. */
async function copyOf(data: string): Promise<{ store: Scratch; keys: Keys }> {
  const from = hasLedger(data) ? await openSqliteStore(data, { access: "read" }) : null;
  const store = new Scratch(from);
  await store.prepare(tables);
  if (from === null) return { store, keys: new MemoryKeys() };
  // Read where they lie; those of strangers who write in the mail stay in memory.
  const keys = await keysBeside(from, data, "read");
  await copyHistory(from, store, keys);
  return { store, keys };
}

/** What is written stays in memory; files and settings that are not in it are read where they lie. */
class Scratch extends MemoryStore {
  readonly #from: EventStore | null;

  constructor(from: EventStore | null) {
    super();
    this.#from = from;
  }

  override async getBlob(digest: string): Promise<Uint8Array | null> {
    return (await super.getBlob(digest)) ?? (await this.#from?.getBlob(digest)) ?? null;
  }

  override async getMeta(key: string): Promise<string | null> {
    return (await super.getMeta(key)) ?? (await this.#from?.getMeta(key)) ?? null;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#from?.close();
  }
}

const page = 1_000;

async function copyHistory(from: EventStore, to: MemoryStore, keys: Keys): Promise<void> {
  const key = (await from.getMeta("workspace-key")) ?? "";
  const sealer = subjectSealer(Buffer.from(key, "hex"), keys);
  for (let seq = 1; ;) {
    const events = await from.readFrom(seq, page);
    const last = events.at(-1);
    if (last === undefined) return;
    const read = events.map((event) =>
      upcast(decode(event, sealer), shapes.upcasts, shapes.schemaOf),
    );
    await to.commit({ events, rows: read.flatMap(project), relied: [] });
    await copyReleases(read, from, to);
    seq = last.seq + 1;
  }
}

/** Runs under way need the release that they pin, and the desk the settings that came with it. */
async function copyReleases(
  events: readonly Recorded[],
  from: EventStore,
  to: MemoryStore,
): Promise<void> {
  for (const { type, data } of events) {
    if (type !== "release.activated") continue;
    const key = `release:${textOf(data["release"])}`;
    const digest = (await from.getMeta(key)) ?? "";
    await to.setMeta(key, digest);
    for (const blob of [digest, textOf(data["settings"])]) {
      const bytes = await from.getBlob(blob);
      if (bytes !== null) await to.putBlob(bytes);
    }
  }
}

async function propose({ owner, desk }: Opened, file: string): Promise<TryView> {
  const applied = await desk.apply({ dryRun: false, runs: "finish" });
  if (!applied.ok) throw invalid("Cannot try this mail", applied.problems);
  const { office } = owner;
  const before = new Set((await desk.inbox()).lines.map((line) => line.number));
  const source = [...office.connectors].find(([, c]) => c.source?.emits.includes("mail.received"));
  const hosts = ownHosts({ ...office.settings.company });
  const mails: TryView["mails"] = [];
  for await (const arrival of mailsOf(file, hosts, office.files)) {
    const { fate, because } = await receive(office, source?.[0] ?? "inbox", arrival);
    await owner.quiet();
    const { title, from } = arrival.content;
    const sender = isObject(from) ? from["name"] || from["address"] : "";
    // The fates of the kernel are those of the desk, but for what she dismissed, which is not new.
    mails.push({
      from: textOf(sender),
      title: textOf(title),
      fate: fate as Fate,
      because: arrival.damaged ?? because,
    });
  }
  const proposals: TryView["proposals"] = [];
  for (const line of (await desk.inbox()).lines) {
    if (!before.has(line.number) && line.run !== null) proposals.push(await proposal(desk, line));
  }
  return { mails, proposals };
}

async function proposal(
  desk: Opened["desk"],
  line: InboxLine,
): Promise<TryView["proposals"][number]> {
  const item = await desk.item(line.number);
  const letters = lettersIn(item.shown);
  const texts = new Set(letters.flatMap((letter) => [letter.text, letter.subject]));
  return {
    client: line.client,
    deeds: item.deeds.map((deed) => ({ ...deed, open: null })),
    // Letters are shown as such, below.
    diff: item.diff.filter(({ after }) => after === null || !texts.has(after)),
    letters,
    questions: item.kind === "form" || item.kind === "question" ? [item.title] : [],
  };
}

/** Everything in a draft that is a letter: to whom, about what, and its text. */
function lettersIn(value: Json): { to: string; subject: string; text: string }[] {
  if (Array.isArray(value)) return value.flatMap(lettersIn);
  if (!isObject(value)) return [];
  const { to, subject, text } = value;
  if (typeof to === "string" && typeof subject === "string" && typeof text === "string") {
    return [{ to, subject, text }];
  }
  return Object.values(value).flatMap(lettersIn);
}
