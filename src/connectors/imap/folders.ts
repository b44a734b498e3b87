import type { FetchMessageObject, ImapFlow, SearchObject } from "imapflow";
import { type Headers, readHeaders } from "../mail-headers.ts";
import { beginningOf, mostRead } from "../mail-in/beginning.ts";

/** What a mailbox keeps apart. By what the server says of its folders, unless the settings name one. */
export type Special = "\\Sent" | "\\Drafts";

const words: Record<Special, string> = { "\\Sent": "sent mail", "\\Drafts": "drafts" };
const settingsOf: Record<Special, string> = { "\\Sent": "sentFolder", "\\Drafts": "draftsFolder" };

export async function folderOf(client: ImapFlow, special: Special): Promise<string> {
  const found = (await client.list()).find(({ specialUse }) => specialUse === special);
  if (found !== undefined) return found.path;
  throw new Error(
    `the mailbox does not say which folder holds ${words[special]}; name it in the connector's file: ${settingsOf[special]}: NAME`,
  );
}

/**
 * Works on one folder as it is now, opened to be read only. Opened anew each time: what is open already
 * does not tell of everything that came since.
 */
export async function reading<T>(
  client: ImapFlow,
  folder: string,
  work: () => Promise<T>,
): Promise<T> {
  await client.mailboxOpen(folder, { readOnly: true });
  return work();
}

/** A mail's headers, with when the server took it in. */
export type Listed = { uid: number; headers: Headers; at: number };

/** As many as are ever looked at of what a search finds; the newest. */
const most = 100;

/** Servers search by parts of words: what is found has still to be compared. */
export async function search(client: ImapFlow, query: SearchObject): Promise<Listed[]> {
  const uids = await client.search(query, { uid: true });
  if (uids === undefined || uids === false || uids.length === 0) return [];
  const newest = uids.toSorted((a, b) => a - b).slice(-most);
  const found: Listed[] = [];
  for await (const mail of client.fetch(newest, listed, { uid: true })) found.push(listedOf(mail));
  return found;
}

const listed = { uid: true, headers: true, internalDate: true } as const;

export function listedOf({ uid, headers, internalDate }: FetchMessageObject): Listed {
  const at = internalDate === undefined ? 0 : new Date(internalDate).getTime();
  return {
    uid,
    headers: readHeaders(headers ?? Buffer.alloc(0)),
    at: Number.isNaN(at) ? 0 : at,
  };
}

/** How a mail begins, read from as much of it as that takes. */
export async function beginningAt(client: ImapFlow, uid: number): Promise<string> {
  const source = { start: 0, maxLength: mostRead };
  const mail = await client.fetchOne(`${uid}`, { source }, { uid: true });
  if (mail === undefined || mail === false || mail.source === undefined) return "";
  return beginningOf(mail.source);
}
