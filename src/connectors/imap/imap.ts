import { z } from "zod";
import { parse } from "../../value/duration.ts";
import type { Connector, ConnectorKind, Health, Place } from "../contract.ts";
import { Length } from "../length.ts";
import { ownHosts } from "../mail-in/mail-in.ts";
import { loginOf, reach, type Reach, Server } from "../mail-server.ts";
import { cursorFile } from "./cursor.ts";
import { reading } from "./folders.ts";
import { type Folder, newMails } from "./intake.ts";
import { ImapLine, openLine } from "./line.ts";
import { listenTo } from "./listener.ts";

/**
 * Reads mails from a mailbox on a server.
 *
 * IM1 It only reads: nothing is moved, marked or deleted, and the server is told so (EXAMINE).
 * IM2 A mail is known by its own identity; what the server numbers it is a shortcut.
 */
const settings = z.strictObject({
  ...Server.shape,
  user: z.string().min(1).max(254),
  secret: Server.shape.secret.unwrap(),
  folder: z.string().min(1).exactOptional().describe("INBOX, unless named"),
  since: Length.exactOptional().describe("How far the first look goes back: P14D, unless named"),
});

type Settings = z.infer<typeof settings>;

export const imapKind: ConnectorKind = {
  kind: "imap",
  schema: settings,
  actions: {},
  emits: ["mail.received"],
  make: async (given, place) => imap(settings.parse(given), place),
};

const usualSince = "P14D";
const minuteMs = 60_000;

/** How long a line may be silent; shorter in tests. */
export type Patience = { askMs: number; idleAfterMs: number; deadMs: number };
const patience: Patience = { askMs: 45_000, idleAfterMs: 500, deadMs: 3 * minuteMs };

export function imap(given: Settings, place: Place, waits = patience): Connector {
  const server = reach("imap", given);
  const login = () => loginOf(given, place);
  const line = new ImapLine(server, login, waits.askMs);
  const { user, folder = "INBOX", since = usualSince } = given;
  const from: Folder = {
    line,
    folder,
    cursor: cursorFile(place.root, server.host, user, folder),
    sinceMs: parse(since),
    ownHosts: ownHosts(place.company),
    now: () => place.now(),
  };
  const state: State = { lookedAt: null, listening: false };
  return {
    kind: "imap",
    version: 1,
    actions: {},
    source: {
      emits: imapKind.emits,
      watches: [],
      async *scan(seen, files) {
        yield* newMails(from, seen, files);
        state.lookedAt = place.now();
      },
      listen: (changed) =>
        listenTo(
          folder,
          () => openLine(server, login, waits.askMs, waits),
          changed,
          (open) => (state.listening = open),
        ),
    },
    health: () => health(from, server, user, state),
    close: async () => line.close(),
  };
}

/** `listening`: while it does, nothing can have come unseen. */
type State = { lookedAt: number | null; listening: boolean };

async function health(
  { line, folder, now }: Folder,
  { security }: Reach,
  user: string,
  { lookedAt, listening }: State,
): Promise<Health> {
  try {
    const count = await line.use((client) =>
      reading(client, folder, async () => (client.mailbox === false ? 0 : client.mailbox.exists)),
    );
    const when = listening ? "read as they come" : since(lookedAt, now());
    const safe = security === "none" ? "; the line is not encrypted" : "";
    const note = `${count} mails in "${folder}" of ${user}, ${when}${safe}`;
    const lastSeenAt = listening ? now() : lookedAt;
    return lastSeenAt === null ? { ok: true, note } : { ok: true, note, lastSeenAt };
  } catch (error) {
    return { ok: false, note: error instanceof Error ? error.message : String(error) };
  }
}

function since(lookedAt: number | null, now: number): string {
  if (lookedAt === null) return "not read yet";
  const minutes = Math.round((now - lookedAt) / minuteMs);
  return minutes < 1 ? "read just now" : `read ${minutes} min ago`;
}
