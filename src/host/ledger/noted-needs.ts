import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { writeDurably } from "../../backup/durable.ts";
import { ofBytes } from "../../value/digest.ts";
import type { Noted } from "./gaps.ts";

/**
 * What the history needed when the last backup was made, so that the next reads only what is new.
 *
 * NN1 A file that is missing, spoilt or of another version is none: then all is read again.
 * NN2 It tells opaque ids and digests only. The digest of a key that was destroyed is that of 64 bytes
 *     of chance, and leads nowhere.
 */
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const format = z.strictObject({
  format: z.literal(1),
  events: z.int().min(0),
  root: digest,
  files: z.array(z.tuple([digest, z.array(z.string().nullable())])),
  keys: z.array(z.tuple([z.string(), digest.nullable()])),
});

const fileIn = (data: string) => path.join(data, "needs.json");

export async function readNoted(data: string): Promise<Noted | null> {
  const text = await readFile(fileIn(data), "utf8").catch(() => null);
  if (text === null) return null;
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  if (ofBytes(Buffer.from(body)) !== text.slice(0, end)) return null;
  const found = format.safeParse(JSON.parse(body));
  if (!found.success) return null;
  const { events, root, files, keys } = found.data;
  const whose = files.map(([name, subjects]) => [name, new Set(subjects)] as const);
  return { events, root, files: new Map(whose), keys: new Map(keys) };
}

export async function writeNoted(
  data: string,
  { events, root, files, keys }: Noted,
): Promise<void> {
  const listed = Array.from(files, ([name, whose]) => [name, [...whose]]);
  const body = JSON.stringify({ format: 1, events, root, files: listed, keys: [...keys] });
  await writeDurably(fileIn(data), Buffer.from(`${ofBytes(Buffer.from(body))}\n${body}`));
}
