import { access, constants } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { ofBytes } from "../../value/digest.ts";
import type { JsonObject } from "../../value/json.ts";
import { linksIn } from "../../value/links.ts";
import {
  type Action,
  type ActionRequest,
  type Connector,
  ConnectorError,
  type ConnectorKind,
  type Files,
  type Found,
  type Health,
  type Preview,
} from "../contract.ts";
import { dated, readHeaders } from "../mail-headers.ts";
import * as messageId from "../message-id.ts";
import { resolve } from "../place.ts";
import { compose, digestHeader } from "./compose.ts";
import { Letter } from "./letter.ts";
import { Outbox, reason } from "./outbox.ts";
import { type Persona, personasOf } from "./persona.ts";

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
});

const sending = { input: Letter, output: ["messageId", "file", "sentAt"] };

export const mailOutKind: ConnectorKind = {
  kind: "outbox-maildir",
  schema: settings,
  actions: { send: sending },
  emits: [],
  async make(given, place) {
    const { folder, persona } = settings.parse(given);
    const personas = personasOf(place.company);
    const own = persona ?? [...personas.keys()][0];
    if (own === undefined || !personas.has(own)) {
      throw new Error(
        `Cannot write mail as "${own ?? ""}": mainstay.yaml names no such persona with an address; add it under company, personas`,
      );
    }
    return mailOut(await Outbox.open(resolve(place, folder)), personas, own);
  },
};

function mailOut(outbox: Outbox, personas: ReadonlyMap<string, Persona>, own: string): Connector {
  return {
    kind: "outbox-maildir",
    version: 1,
    actions: { send: send(outbox, personas, own) },
    health: () => health(outbox),
  };
}

const day = 86_400_000;

function send(outbox: Outbox, personas: ReadonlyMap<string, Persona>, own: string): Action {
  return {
    ...sending,
    kinds: {
      "/to": "recipient",
      "/subject": "text",
      "/text": "text",
      "/attach/*": "file",
    },
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
  const from = personas.get(letter.persona ?? own);
  if (from === undefined) {
    throw no(
      `Cannot send as "${letter.persona ?? own}": mainstay.yaml names no such persona; add it there`,
    );
  }
  const earlier = await look(outbox, request);
  if (earlier !== null) return same(earlier, request);
  const bytes = await compose(request, letter, from, idOf(request), files);
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

function idOf(request: ActionRequest): string {
  return ofBytes(`mail/${request.token}`).slice(0, 32);
}

/** Ends in .eml, so that a double click opens it. */
function nameOf(request: ActionRequest): string {
  return `${idOf(request)}.eml`;
}

function preview(args: JsonObject): Preview {
  const { to, subject, text, attach } = Letter.parse(args);
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const links = linksIn(text);
  return {
    line: `Mail to ${to}`,
    details: [
      `Subject: ${subject}`,
      ...lines,
      ...(attach ?? []).map((file) => `Attached: ${file.name}`),
      ...(links.length === 0 ? [] : [`Links: ${links.join(", ")}`]),
    ],
  };
}

async function health(outbox: Outbox): Promise<Health> {
  try {
    await access(path.join(outbox.folder, "tmp"), constants.W_OK);
    await access(path.join(outbox.folder, "new"), constants.W_OK);
    return { ok: true, note: `${await outbox.count()} in the outbox "${outbox.folder}"` };
  } catch (error) {
    return { ok: false, note: `Cannot write into "${outbox.folder}": ${reason(error)}` };
  }
}

function no(message: string): ConnectorError {
  return new ConnectorError(message, { happened: "no", failure: "deterministic" });
}
