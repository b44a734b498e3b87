import { z } from "zod";
import { parse } from "../../value/duration.ts";
import { type JsonObject, textOf } from "../../value/json.ts";
import {
  type Action,
  type ActionRequest,
  type Connector,
  ConnectorError,
  type ConnectorKind,
  type Files,
  type Found,
  type Health,
  type Place,
} from "../contract.ts";
import { ImapLine } from "../imap/line.ts";
import { type Copy, Post } from "../imap/post.ts";
import { isAnswered } from "../mail-out/answered.ts";
import { compose, messageIdOf } from "../mail-out/compose.ts";
import { Letter, letterKinds } from "../mail-out/letter.ts";
import { chosen, writerOf } from "../mail-out/persona.ts";
import { type Persona, personasOf } from "../persona.ts";
import { preview } from "../mail-out/preview.ts";
import { Length } from "../length.ts";
import { loginOf, type Reach, reach, Server } from "../mail-server.ts";
import { openLine } from "./line.ts";
import { Lines } from "./lines.ts";
import { refusal } from "./refusal.ts";

/**
 * Sends mails over a mail server.
 *
 * SM1 A mail's bytes and its Message-ID come from its token: the copy in Sent can be known again.
 * SM2 Looking into Sent proves that a mail left, never that it did not. Without a mailbox to look
 *     into, only the operator can say.
 * SM3 The copy in Sent is put there after the server took the mail, and by us only where the provider
 *     does not do it. That it could not be put there does not undo the mail.
 * SM4 There is no way to take a mail back, and none to delete one.
 */
const settings = z.strictObject({
  ...Server.shape,
  /** Name of the persona in mainstay.yaml to write as; the first, where none is named. */
  persona: z.string().min(1).exactOptional(),
  hold: Length.exactOptional().describe("How long a mail waits, so that it can be taken back"),
  sent: z
    .enum(["append", "server"])
    .exactOptional()
    .describe("Who puts the copy into Sent: Mainstay, or the provider by itself (Gmail does)"),
  imap: z
    .strictObject({
      ...Server.shape,
      sentFolder: z.string().min(1).exactOptional(),
      draftsFolder: z.string().min(1).exactOptional(),
    })
    .exactOptional()
    .describe("The mailbox that belongs to it; user and secret are the same unless named"),
});

type Settings = z.infer<typeof settings>;

const sending = { input: Letter, output: ["messageId", "sentAt", "copied"] };

export const smtpKind: ConnectorKind = {
  kind: "smtp",
  schema: settings,
  actions: { send: sending },
  emits: [],
  make: async (given, place) => smtp(settings.parse(given), place),
};

const minuteMs = 60_000;
const day = 1_440 * minuteMs;
const usualHoldMs = minuteMs;

/** Less than the deadline: a call always comes back with what it knows. */
const patience = { lineMs: 2 * minuteMs, turnMs: 4 * minuteMs, mailboxMs: minuteMs };
const deadlineMs = 10 * minuteMs;

export function smtp(given: Settings, place: Place, waits = patience): Connector {
  const personas = personasOf(place.company);
  const own = chosen(personas, given.persona);
  const server = reach("smtp", given);
  const login = () => (given.user === undefined ? null : loginOf(given, place));
  const open = async () => openLine(server, login(), waits.lineMs);
  const lines = new Lines(open, waits.turnMs);
  const post = postOf(given, place);
  const office: Office = {
    server,
    lines,
    post,
    mailboxMs: waits.mailboxMs,
    appends: given.sent !== "server",
    writer: (letter) => writerOf(personas, letter, own),
  };
  const holdMs = given.hold === undefined ? usualHoldMs : parse(given.hold);
  return {
    kind: "smtp",
    version: 1,
    actions: { send: send(office, holdMs) },
    health: async () => health(server, open, post),
    async close() {
      lines.close();
      post?.close();
    },
  };
}

type Office = {
  server: Reach;
  lines: Lines;
  post: Post | null;
  mailboxMs: number;
  appends: boolean;
  writer: (letter: Letter) => Persona;
};

function send(office: Office, holdMs: number): Action {
  const { post } = office;
  return {
    ...sending,
    kinds: letterKinds,
    deed: "sent mail",
    lookup: post === null ? "none" : "presence",
    settlesMs: minuteMs,
    deadlineMs,
    latenessMs: 2 * day,
    holdMs,
    undo: null,
    aliases: ({ messageId: id }) => (typeof id === "string" ? [id] : []),
    preview,
    ...(post === null ? {} : inHerMailbox(office, post)),
    perform: (request, files) => perform(office, request, files),
    find: (request) => find(office, request),
  };
}

/** What only a mailbox makes possible. */
function inHerMailbox({ writer }: Office, post: Post): Pick<Action, "news" | "byHand"> {
  const known = (request: ActionRequest, letter: Letter) => ({
    token: request.token,
    messageId: messageIdOf(request, writer(letter)),
  });
  return {
    news: (args, since) => post.news(Letter.parse(args), since),
    byHand: {
      offer: "put it into my Drafts; I send it myself",
      note: "it lies in your Drafts; sending it from there settles this",
      async lay(request, files) {
        const letter = Letter.parse(request.args);
        await post.draft(
          known(request, letter),
          await compose(request, letter, writer(letter), files),
        );
      },
      async done(request, since) {
        const letter = Letter.parse(request.args);
        const sent = await post.sentByHer(known(request, letter), letter, since);
        return sent === null ? null : told(sent);
      },
      answers: (args, { result, at }, arrival) =>
        isAnswered(Letter.parse(args), Date.parse(textOf(result["sentAt"])) || at, arrival),
    },
  };
}

async function perform(office: Office, request: ActionRequest, files: Files): Promise<JsonObject> {
  const { server, lines, post, appends, writer } = office;
  const letter = Letter.parse(request.args);
  const from = writer(letter);
  const messageId = messageIdOf(request, from);
  // It is called once. Where it was sent all the same, by a copy of this company, it is not sent again.
  const earlier =
    post === null ? null : await soon(office, post.sent({ token: request.token, messageId }));
  if (earlier !== null) return same(earlier, request);
  const bytes = await compose(request, letter, from, files);
  try {
    await lines.use((line) => line.deliver(from.address, letter.to, bytes));
  } catch (error) {
    throw refusal(error, letter.to, server);
  }
  const kept =
    post === null ? null : !appends || (await soon(office, post.keepSent(bytes, request.at)));
  return { ...resultOf(messageId, request.at), copied: kept === true };
}

/** What stands in Sent under this token, if it is what was approved. */
function same(earlier: Copy, request: ActionRequest): JsonObject {
  if (earlier.digest === null || earlier.digest === request.digest) return told(earlier);
  throw new ConnectorError(
    `Cannot send: token "${request.token}" carries another mail already; nothing was sent`,
    { happened: "no", failure: "deterministic" },
  );
}

/** What the mailbox answers in good time, null where it does not: what the mail server does comes first. */
async function soon<T>({ mailboxMs }: Office, asked: Promise<T>): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), mailboxMs);
  return Promise.race([asked.catch(() => null), late]).finally(() => clearTimeout(timer));
}

/** SM2. */
async function find({ post, writer }: Office, request: ActionRequest): Promise<Found> {
  if (post === null) return { found: false };
  const messageId = messageIdOf(request, writer(Letter.parse(request.args)));
  const copy = await post.sent({ token: request.token, messageId });
  if (copy === null) return { found: false };
  return {
    found: true,
    // The Message-ID comes from the token; a header that the provider dropped cannot speak against it.
    digest: copy.digest ?? request.digest,
    result: told(copy),
  };
}

function told({ messageId, sentAt }: Copy): JsonObject {
  return { ...resultOf(messageId, sentAt), copied: true };
}

/** A mail's date has no more than seconds: what is looked up is what was told. */
function resultOf(messageId: string, at: number): JsonObject {
  return { messageId, sentAt: new Date(Math.floor(at / 1_000) * 1_000).toISOString() };
}

function postOf(given: Settings, place: Place): Post | null {
  const { imap, user, secret } = given;
  if (imap === undefined) return null;
  const { sentFolder, draftsFolder, ...server } = imap;
  const login = { user, secret, ...server };
  const line = () => new ImapLine(reach("imap", server), () => loginOf(login, place));
  return new Post(line, { sentFolder, draftsFolder });
}

async function health(
  server: Reach,
  open: () => Promise<{ close(): void }>,
  post: Post | null,
): Promise<Health> {
  const name = `${server.host}:${server.port}`;
  try {
    (await open()).close();
    // What cannot be read there holds up what is to leave.
    await post?.reachable();
    const safe = server.security === "none" ? "; the line is not encrypted" : "";
    return { ok: true, note: `${name} takes mail${safe}` };
  } catch (error) {
    return { ok: false, note: refusal(error, "anybody", server).message };
  }
}
