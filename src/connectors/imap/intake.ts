import type { Arrival, Files } from "../contract.ts";
import { arrivalOf, damaged, mostBytes } from "../mail-in/arrival.ts";
import { unread } from "../mail-in/received.ts";
import * as messageId from "../message-id.ts";
import { type Cursor, readCursor, writeCursor } from "./cursor.ts";
import { type Listed, listedOf, reading } from "./folders.ts";
import type { ImapLine } from "./line.ts";

/**
 * Reads what is new in a folder of a mailbox.
 *
 * IN1 A mail is itself by its Message-ID, without one by its bytes, as everywhere (MI2): under another
 *     UID, or after the server numbered its mails anew, it is known again and not even fetched.
 * IN2 Mails come in the order of their UIDs. How far was read is noted only behind what was recorded.
 * IN3 The first time it looks back a bounded time; later it leaves out nothing since it last looked,
 *     however long that was.
 * IN4 What is held in memory is bounded, however many mails there are and however large.
 */
export type Folder = {
  line: ImapLine;
  folder: string;
  cursor: string;
  /** How far the first look goes back. */
  sinceMs: number;
  ownHosts: readonly string[];
  now: () => number;
};

type Seen = (externalId: string) => Promise<boolean>;

const atOnce = 50;
const bytesAtOnce = 32 * 1024 * 1024;

export async function* newMails(from: Folder, seen: Seen, files: Files): AsyncGenerator<Arrival> {
  const { folder, cursor, now } = from;
  const known = await readCursor(cursor);
  const { uidValidity, uids, newest } = await list(from, known);
  let at = known?.at ?? now() - from.sinceMs;
  for (let first = 0; first < uids.length; first += atOnce) {
    const page = uids.slice(first, first + atOnce);
    const heads = await headsOf(from, uidValidity, page);
    for (const batch of batches(await unseen(heads, seen))) {
      const sources = await sourcesOf(from, uidValidity, batch);
      for (const head of batch) {
        const raw = sources.get(head.uid);
        const id = idOf(head);
        // The same mail may stand in one batch twice.
        if (id !== null && (await seen(id))) continue;
        const name = `${folder} ${head.uid}`;
        if (head.size > mostBytes) yield tooLarge(head, name, uidValidity);
        // Where it is gone it was moved or deleted meanwhile, by her.
        else if (raw !== undefined) yield await arrivalOf(raw, name, from.ownHosts, files);
      }
    }
    at = Math.max(at, ...heads.map((head) => head.at));
    await writeCursor(cursor, { uidValidity, uid: page.at(-1) ?? newest, at });
  }
  if (known?.uidValidity !== uidValidity || known.uid < newest) {
    await writeCursor(cursor, { uidValidity, uid: newest, at });
  }
}

type Head = Listed & { size: number };

/** IN3. `newest`: the highest UID that the folder had given by then. */
async function list(
  { line, folder, sinceMs, now }: Folder,
  known: Cursor | null,
): Promise<{ uidValidity: string; uids: number[]; newest: number }> {
  return line.use((client) =>
    reading(client, folder, async () => {
      const box = client.mailbox;
      if (box === false) throw new Error(`the folder "${folder}" could not be opened`);
      const uidValidity = String(box.uidValidity);
      const newest = box.uidNext - 1;
      const goesOn = known?.uidValidity === uidValidity ? known.uid : null;
      if (goesOn !== null && goesOn >= newest) return { uidValidity, uids: [], newest };
      const backTo = Math.min(now() - sinceMs, known?.at ?? Number.POSITIVE_INFINITY);
      const found = await client.search(
        // Servers search by days of their own time zone.
        goesOn === null ? { since: new Date(backTo - 86_400_000) } : { uid: `${goesOn + 1}:*` },
        { uid: true },
      );
      const uids = (found === undefined || found === false ? [] : found)
        // "n:*" always finds the last one.
        .filter((uid) => uid > (goesOn ?? 0) && uid <= newest)
        .toSorted((a, b) => a - b);
      return { uidValidity, uids, newest };
    }),
  );
}

async function headsOf(
  { line, folder }: Folder,
  uidValidity: string,
  uids: readonly number[],
): Promise<Head[]> {
  return line.use((client) =>
    reading(client, folder, async () => {
      assertSame(client.mailbox, uidValidity, folder);
      const heads: Head[] = [];
      const query = { uid: true, headers: ["message-id"], internalDate: true, size: true };
      for await (const mail of client.fetch([...uids], query, { uid: true })) {
        heads.push({ ...listedOf(mail), size: mail.size ?? 0 });
      }
      return heads.toSorted((a, b) => a.uid - b.uid);
    }),
  );
}

/** IN1. */
async function unseen(heads: readonly Head[], seen: Seen): Promise<Head[]> {
  const fresh: Head[] = [];
  for (const head of heads) {
    const id = idOf(head);
    if (id === null || !(await seen(id))) fresh.push(head);
  }
  return fresh;
}

/** IN4. */
function batches(heads: readonly Head[]): Head[][] {
  const found: Head[][] = [];
  let left = 0;
  for (const head of heads) {
    const bytes = head.size > mostBytes ? 0 : head.size;
    const last = found.at(-1);
    if (last === undefined || bytes > left) {
      found.push([head]);
      left = bytesAtOnce - bytes;
    } else {
      last.push(head);
      left -= bytes;
    }
  }
  return found;
}

async function sourcesOf(
  { line, folder }: Folder,
  uidValidity: string,
  heads: readonly Head[],
): Promise<Map<number, Buffer>> {
  const uids = heads.filter(({ size }) => size <= mostBytes).map(({ uid }) => uid);
  const sources = new Map<number, Buffer>();
  if (uids.length === 0) return sources;
  return line.use((client) =>
    reading(client, folder, async () => {
      assertSame(client.mailbox, uidValidity, folder);
      for await (const mail of client.fetch(uids, { uid: true, source: true }, { uid: true })) {
        if (mail.source !== undefined) sources.set(mail.uid, mail.source);
      }
      return sources;
    }),
  );
}

/** Numbers of before mean nothing after the server has numbered its mails anew. */
function assertSame(
  box: false | { uidValidity: bigint },
  uidValidity: string,
  folder: string,
): void {
  if (box !== false && String(box.uidValidity) === uidValidity) return;
  throw new Error(`the server numbered the mails of "${folder}" anew; it is looked through again`);
}

function tooLarge(head: Head, name: string, uidValidity: string): Arrival {
  const id = `large:${idOf(head) ?? `${uidValidity}:${head.uid}`}`;
  const reason = `it is larger than ${mostBytes / 1024 / 1024} MB; open it in your mail program`;
  return damaged(id, unread(name, head.size), reason, head.at);
}

function idOf({ headers }: Listed): string | null {
  return messageId.normalise(headers.first("message-id") ?? "");
}
