import { access, constants } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { parse } from "../../value/duration.ts";
import type { JsonObject } from "../../value/json.ts";
import {
  type Action,
  type ActionRequest,
  ConnectorError,
  type ConnectorKind,
  type Files,
  type Found,
  type Health,
} from "../contract.ts";
import { Length } from "../length.ts";
import { FolderNews } from "../mail-in/folder-news.ts";
import { dated, digestHeader, readHeaders } from "../mail-headers.ts";
import * as messageId from "../message-id.ts";
import { resolve } from "../place.ts";
import { compose, idOf } from "./compose.ts";
import { Letter, letterKinds } from "./letter.ts";
import { Outbox, reason } from "./outbox.ts";
import { chosen, writerOf } from "./persona.ts";
import { preview } from "./preview.ts";
import { type Persona, personasOf } from "../persona.ts";

/**
 * Puts mails into an outbox maildir, from which another program sends them.
 *
 * MO1 A mail's name and Message-ID come from its token, so that looking for the name proves that it
 *     left, and as well that it did not.
 * MO2 The mail itself carries token and approved digest: what is found can be compared.
 * MO3 There is no way to take a mail back, and none to delete one.
 */
const settings = z.strictObject({
  folder: z.string().min(1),
  /** Name of the persona in mainstay.yaml to write as; the first, where none is named. */
  persona: z.string().min(1).exactOptional(),
  hold: Length.exactOptional().describe("How long a mail waits, so that it can be taken back"),
  /** Folder of the mails that come in: before a mail leaves, it is seen whether they wrote again. */
  inbox: z.string().min(1).exactOptional(),
});

const sending = { input: Letter, output: ["messageId", "file", "sentAt"] };

export const mailOutKind: ConnectorKind = {
  kind: "outbox-maildir",
  schema: settings,
  actions: { send: sending },
  emits: [],
  async make(given, place) {
    const { folder, persona, hold, inbox } = settings.parse(given);
    const personas = personasOf(place.company);
    const own = chosen(personas, persona);
    const outbox = await Outbox.open(resolve(place, folder));
    const came = inbox === undefined ? null : new FolderNews(resolve(place, inbox));
    const action: Action = {
      ...send(outbox, personas, own),
      holdMs: hold === undefined ? 0 : parse(hold),
      ...(came === null ? {} : { news: (args, since) => came.since(Letter.parse(args), since) }),
    };
    return {
      kind: "outbox-maildir",
      version: 1,
      actions: { send: action },
      health: () => health(outbox),
    };
  },
};

const day = 86_400_000;

function send(outbox: Outbox, personas: ReadonlyMap<string, Persona>, own: string): Action {
  return {
    ...sending,
    kinds: letterKinds,
    deed: "sent mail",
    lookup: "authoritative",
    settlesMs: 0,
    deadlineMs: 30_000,
    latenessMs: 2 * day,
    undo: null,
    aliases: ({ messageId: id }) => (typeof id === "string" ? [id] : []),
    preview,
    perform: (request, files) => perform(outbox, request, files, personas, own),
    find: async (request) => {
      const bytes = await look(outbox, request);
      return bytes === null ? { found: false } : told(bytes, request);
    },
  };
}

async function perform(
  outbox: Outbox,
  request: ActionRequest,
  files: Files,
  personas: ReadonlyMap<string, Persona>,
  own: string,
): Promise<JsonObject> {
  const letter = Letter.parse(request.args);
  const from = writerOf(personas, letter, own);
  const earlier = await look(outbox, request);
  if (earlier !== null) return same(earlier, request);
  const bytes = await compose(request, letter, from, files);
  const taken = !(await outbox.put(nameOf(request), bytes));
  return same(taken ? ((await look(outbox, request)) ?? bytes) : bytes, request);
}

/** What stands in the outbox under this token, if it is what was approved. */
function same(bytes: Buffer, request: ActionRequest): JsonObject {
  const { digest, result } = told(bytes, request);
  if (digest === request.digest) return result;
  throw no(`Cannot send: token "${request.token}" carries another mail already; nothing was sent`);
}

function told(bytes: Buffer, request: ActionRequest): Extract<Found, { found: true }> {
  const headers = readHeaders(bytes);
  const sentAt = new Date(dated(headers).sent ?? 0).toISOString();
  const id = messageId.normalise(headers.first("message-id") ?? "");
  return {
    found: true,
    digest: headers.first(digestHeader.toLowerCase()) ?? "",
    result: { messageId: id, file: nameOf(request), sentAt },
  };
}

async function look(outbox: Outbox, request: ActionRequest): Promise<Buffer | null> {
  try {
    return await outbox.find(nameOf(request));
  } catch (error) {
    const message = `Cannot look into the outbox "${outbox.folder}": ${reason(error)}`;
    throw new ConnectorError(message, { happened: "no", failure: "transient", cause: error });
  }
}

/** Ends in .eml, so that a double click opens it. */
function nameOf(request: ActionRequest): string {
  return `${idOf(request)}.eml`;
}

async function health(outbox: Outbox): Promise<Health> {
  try {
    await access(path.join(outbox.folder, "tmp"), constants.W_OK);
    await access(path.join(outbox.folder, "new"), constants.W_OK);
    return {
      ok: true,
      note: `${await outbox.count()} in the outbox "${outbox.folder}", not compared with what was sent`,
    };
  } catch (error) {
    return { ok: false, note: `Cannot write into "${outbox.folder}": ${reason(error)}` };
  }
}

function no(message: string): ConnectorError {
  return new ConnectorError(message, { happened: "no", failure: "deterministic" });
}
