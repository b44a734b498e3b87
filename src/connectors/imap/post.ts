import type { ImapFlow } from "imapflow";
import type { News } from "../contract.ts";
import { dated, digestHeader, tokenHeader } from "../mail-headers.ts";
import { type Conversation, headOf, newsFrom } from "../mail-in/thread.ts";
import * as messageId from "../message-id.ts";
import { beginningAt, folderOf, type Listed, reading, search, type Special } from "./folders.ts";
import type { ImapLine } from "./line.ts";

/**
 * Mails of ours in her mailbox: the copies in Sent, the drafts, and what else is in a conversation.
 *
 * PO1 A mail of ours is known by its token, else by its Message-ID, which comes from the token. What a
 *     search finds is compared: servers search by parts of words.
 * PO2 What is not there proves nothing: she may have moved it, the server may be slow to show it.
 * PO3 A draft that she sent is known again also where her mail program dropped our headers: it answers
 *     the same mail, or bears the same subject, and goes to the same address.
 */
export type Known = { token: string; messageId: string };

/** `digest` is null where the server dropped our header. */
export type Copy = { messageId: string; digest: string | null; sentAt: number };

export type FolderNames = { sentFolder?: string | undefined; draftsFolder?: string | undefined };

export class Post {
  /** Copies and drafts go over a line of their own: they do not wait behind all that is asked. */
  readonly #asking: ImapLine;
  readonly #keeping: ImapLine;
  readonly #names: Map<Special, string>;

  constructor(line: () => ImapLine, { sentFolder, draftsFolder }: FolderNames) {
    this.#asking = line();
    this.#keeping = line();
    this.#names = new Map();
    if (sentFolder !== undefined) this.#names.set("\\Sent", sentFolder);
    if (draftsFolder !== undefined) this.#names.set("\\Drafts", draftsFolder);
  }

  sent(known: Known): Promise<Copy | null> {
    return this.#asking.use(async (client) =>
      reading(client, await this.#folder(client, "\\Sent"), async () =>
        copyOf(await ours(client, known)),
      ),
    );
  }

  /** What has been sent of a draft; `since`: when it was put there. PO3. */
  sentByHer(
    known: Known,
    letter: Conversation & { subject: string },
    since: number,
  ): Promise<Copy | null> {
    return this.#asking.use(async (client) =>
      reading(client, await this.#folder(client, "\\Sent"), async () =>
        copyOf((await ours(client, known)) ?? (await alike(client, letter, since))),
      ),
    );
  }

  async keepSent(bytes: Buffer, at: number): Promise<boolean> {
    return this.#keeping.use(async (client) => {
      const folder = await this.#folder(client, "\\Sent");
      const kept = await client.append(folder, bytes, ["\\Seen"], new Date(at));
      if (kept === false) throw new Error(`it did not take a copy into "${folder}"`);
      return true;
    });
  }

  /** Once: a draft that lies there already, from before a crash, is not put there again. */
  async draft(known: Known, bytes: Buffer): Promise<void> {
    await this.#keeping.use(async (client) => {
      const folder = await this.#folder(client, "\\Drafts");
      if ((await reading(client, folder, () => ours(client, known))) !== null) return;
      const kept = await client.append(folder, bytes, ["\\Draft", "\\Seen"]);
      if (kept === false) throw new Error(`it did not take the draft into "${folder}"`);
    });
  }

  news(letter: Conversation, since: number): Promise<News[]> {
    // The server keeps whole seconds, and what was shown up to one is not shown again.
    const from = Math.ceil(since / 1_000) * 1_000;
    return this.#asking.use(async (client) => {
      const sent = await this.#folder(client, "\\Sent");
      const came = await reading(client, "INBOX", () => newsIn(client, letter, from, "inbox"));
      const went = await reading(client, sent, () => newsIn(client, letter, from, "sent"));
      return [...came, ...went].toSorted((a, b) => a.at - b.at);
    });
  }

  /** Throws where her mailbox, or the folder of what was sent, cannot be read. */
  async reachable(): Promise<void> {
    await this.#asking.use(async (client) => {
      await reading(client, await this.#folder(client, "\\Sent"), async () => {});
    });
  }

  close(): void {
    this.#asking.close();
    this.#keeping.close();
  }

  /** Asked for once: a provider does not move its folders while we look. */
  async #folder(client: ImapFlow, special: Special): Promise<string> {
    const known = this.#names.get(special) ?? (await folderOf(client, special));
    this.#names.set(special, known);
    return known;
  }
}

async function ours(client: ImapFlow, { token, messageId: id }: Known): Promise<Listed | null> {
  const tokenName = tokenHeader.toLowerCase();
  const byToken = await search(client, { header: { [tokenName]: token } });
  const found = byToken.find(({ headers }) => headers.first(tokenName) === token);
  if (found !== undefined) return found;
  const byId = await search(client, { header: { "message-id": id } });
  return byId.find(({ headers }) => idOf({ headers }) === id) ?? null;
}

/** PO3. */
async function alike(
  client: ImapFlow,
  letter: Conversation & { subject: string },
  since: number,
): Promise<Listed | null> {
  const answered = messageId.normalise(letter.inReplyTo ?? "");
  const found = await search(client, { since: dayBefore(since), to: letter.to });
  const match = found.find(({ headers, at }) => {
    const head = headOf(headers, at);
    if (at < since - clockSkewMs || head.ours || !head.to.includes(letter.to.toLowerCase()))
      return false;
    return answered === null ? head.title === letter.subject : head.answers.includes(answered);
  });
  return match ?? null;
}

/** How far the server's clock may stand apart from ours. */
const clockSkewMs = 120_000;

/** Of more than these newest only the subject lines are told. */
const mostTexts = 3;

/** What is new in the folder that is open. */
async function newsIn(
  client: ImapFlow,
  letter: Conversation,
  since: number,
  folder: "inbox" | "sent",
): Promise<News[]> {
  const by = folder === "inbox" ? { from: letter.to } : { to: letter.to };
  const found = (await conversation(client, by, letter, since)).flatMap(({ uid, headers, at }) => {
    const news = newsFrom(headOf(headers, at), letter, since, folder);
    return news === null ? [] : [{ uid, news }];
  });
  const newest = found.toSorted((a, b) => a.news.at - b.news.at);
  const from = newest.length - mostTexts;
  return Promise.all(
    newest.map(async ({ uid, news }, i) =>
      i < from ? news : { ...news, text: await beginningAt(client, uid) },
    ),
  );
}

/** By the other side's address, or by what answers the same mail. */
async function conversation(
  client: ImapFlow,
  by: { from: string } | { to: string },
  { inReplyTo }: Conversation,
  since: number,
): Promise<Listed[]> {
  const answered = messageId.normalise(inReplyTo ?? "");
  const from = dayBefore(since);
  if (answered === null) return search(client, { since: from, ...by });
  const answers = ["in-reply-to", "references"].map((name) => ({ header: { [name]: answered } }));
  return search(client, { since: from, or: [by, ...answers] });
}

/** Servers search by days of their own time zone. */
function dayBefore(at: number): Date {
  return new Date(at - 86_400_000);
}

function copyOf(found: Listed | null): Copy | null {
  if (found === null) return null;
  const { headers, at } = found;
  return {
    messageId: idOf(found) ?? "",
    digest: headers.first(digestHeader.toLowerCase()),
    sentAt: dated(headers).sent ?? at,
  };
}

function idOf({ headers }: Pick<Listed, "headers">): string | null {
  return messageId.normalise(headers.first("message-id") ?? "");
}
