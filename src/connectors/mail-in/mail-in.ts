import { createReadStream } from "node:fs";
import { access, constants, mkdir, readFile, stat } from "node:fs/promises";
import { createHash } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import { ofBytes } from "../../value/digest.ts";
import { isObject, type JsonObject } from "../../value/json.ts";
import type { Arrival, Connector, ConnectorKind, Files, Health, Source } from "../contract.ts";
import { errorCode } from "../../value/error-code.ts";
import { resolve } from "../place.ts";
import { settled } from "../settled.ts";
import { arrivalOf, damaged, mostBytes } from "./arrival.ts";
import { site } from "./lookalike.ts";
import { type Entry, folders, Mailbox } from "./mailbox.ts";
import { unread } from "./received.ts";

/**
 * Reads a maildir, or a flat folder of .eml files.
 *
 * MI1 Files are only read: nothing is moved, marked or deleted.
 * MI2 A mail is itself by its Message-ID; without one, by its bytes. A further file with a known
 *     Message-ID is a copy, reported once as a copy, and takes nothing from the first.
 * MI3 What cannot be read whole is reported as damaged, under its bytes: a later good copy of it is
 *     read as if the damaged one had never come.
 * MI4 A file that changes while it is read, and one in a flat folder that has not rested, is left
 *     for the next scan. What stands in a maildir was put there whole.
 */
const settings = z.strictObject({ folder: z.string().min(1) });

export const mailInKind: ConnectorKind = {
  kind: "maildir-in",
  schema: settings,
  actions: {},
  emits: ["mail.received"],
  async make(given, place) {
    const { folder } = settings.parse(given);
    const where = resolve(place, folder);
    // A drop folder in our own data is made; the operator's folders are hers.
    if (!folder.startsWith("workspace:") && !path.isAbsolute(folder)) {
      await mkdir(where, { recursive: true });
    }
    return mailIn(where, ownHosts(place.company), () => place.fileNow?.() ?? place.now());
  },
};

/** How long a file must not have changed to count as whole. */
const restMs = 2_000;

export async function mailIn(
  folder: string,
  hosts: readonly string[],
  fileNow: () => number,
): Promise<Connector> {
  const mailbox = new Mailbox(folder);
  const rested = ({ delivered, mtimeMs }: Entry) =>
    delivered || settled(mtimeMs, fileNow(), restMs);
  let left = false;
  const source: Source = {
    emits: mailInKind.emits,
    async *scan(seen, files) {
      const all = await mailbox.entries();
      const entries = all.filter(rested);
      left = entries.length < all.length;
      const changing = () => (left = true);
      yield* scan(entries, changing, hosts, seen, files);
    },
    pending: () => left,
    watches: (await folders(folder)).in,
  };
  return { kind: "maildir-in", version: 1, actions: {}, source, health: () => health(mailbox) };
}

async function* scan(
  entries: readonly Entry[],
  changing: () => void,
  hosts: readonly string[],
  seen: (externalId: string) => Promise<boolean>,
  files: Files,
): AsyncGenerator<Arrival> {
  const taken = new Set<string>();
  const shared = heldTwice(entries);
  for (const entry of entries) {
    const id = entry.messageId;
    const first = id === null || !taken.has(id);
    // The usual case, and the cheap one: nothing is read of what is known.
    if (id !== null && !shared.has(id) && (await seen(id))) continue;
    const raw = await readRaw(entry);
    if (raw === null) {
      changing();
      continue;
    }
    if (!Buffer.isBuffer(raw)) {
      if (!(await seen(raw.externalId))) yield raw;
      continue;
    }
    const digest = ofBytes(raw);
    if (await seen(`sha256:${digest}`)) continue;
    if (id !== null && (await seen(first ? id : copyId(id, digest)))) {
      taken.add(id);
      continue;
    }
    const arrival = await arrivalOf(raw, entry.name, hosts, files);
    if (arrival.damaged !== undefined || id === null) yield arrival;
    else if (first) yield arrival;
    else yield { ...arrival, externalId: copyId(id, digest), copyOf: id };
    if (arrival.damaged === undefined && id !== null) taken.add(id);
  }
}

/** Message-IDs that more than one file bears: of them, a damaged one must not pass for the first. */
function heldTwice(entries: readonly Entry[]): ReadonlySet<string> {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const { messageId } of entries) {
    if (messageId === null) continue;
    (once.has(messageId) ? twice : once).add(messageId);
  }
  return twice;
}

function copyId(of: string, digest: string): string {
  return `${of}#${digest}`;
}

/** The bytes of a mail, or why there are none to be had; null: look again at the next scan. */
async function readRaw(entry: Entry): Promise<Buffer | Arrival | null> {
  const aside = (id: string, reason: string) =>
    damaged(id, unread(entry.name, entry.size), reason, entry.occurredAt);
  try {
    if (entry.size > mostBytes) {
      return aside(
        `sha256:${await digestOf(entry.path)}`,
        `it is larger than ${mostBytes / 1024 / 1024} MB; open it in your mail program`,
      );
    }
    const raw = await readFile(entry.path);
    const after = await stat(entry.path);
    return after.size === entry.size && after.mtimeMs === entry.mtimeMs ? raw : null;
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return null;
    if (code !== "EACCES") throw error;
    return aside(`file:${entry.name}`, "it may not be opened; allow reading it");
  }
}

async function digestOf(file: string): Promise<string> {
  const sum = createHash("sha256");
  for await (const chunk of createReadStream(file)) sum.update(chunk);
  return sum.digest("hex");
}

async function health(mailbox: Mailbox): Promise<Health> {
  const { folder } = mailbox;
  try {
    for (const place of (await folders(folder)).in) await access(place, constants.R_OK);
    const entries = await mailbox.entries();
    const lastSeenAt = entries.reduce(
      (most, entry) => Math.max(most, Math.floor(entry.mtimeMs)),
      0,
    );
    const note = `${entries.length} mails in "${folder}"`;
    return entries.length === 0 ? { ok: true, note } : { ok: true, note, lastSeenAt };
  } catch (error) {
    const why = errorCode(error) === "ENOENT" ? "there is no such folder" : "it may not be read";
    return { ok: false, note: `Cannot read mail in "${folder}": ${why}` };
  }
}

/** Hosts of every address that is the company's own. */
export function ownHosts(company: JsonObject): string[] {
  const personas = isObject(company["personas"]) ? Object.values(company["personas"]) : [];
  const details = company["details"];
  const addresses = [
    ...personas.map((persona) => (isObject(persona) ? persona["address"] : null)),
    isObject(details) ? details["email"] : null,
  ];
  const found = addresses.filter((a) => typeof a === "string").filter((a) => a.includes("@"));
  return [...new Set(found.map(site))];
}
