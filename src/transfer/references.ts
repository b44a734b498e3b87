import { isObject, type Json, type JsonObject, textOf } from "../value/json.ts";
import type { Line } from "./history.ts";

/** What the history says of a file that it names. */
export type Reference = {
  /** As it is named: 64 digits, or 128 where the stored blob is encrypted (SF1, SF3). */
  reference: string;
  kind: "arrival" | "document" | "release" | "blob";
  /** Words for its name; empty where nothing is said. */
  title: string;
  mediaType: string;
};

const shape = /^(?:[0-9a-f]{64}|[0-9a-f]{128})$/;

/** Everything in an entry that may be the name of a file. What merely looks like one has no blob. */
export function referencesIn({ type, data, values }: Line): readonly Reference[] {
  const found: Reference[] = [];
  const content = Object.entries(values).map(([name, value]) => [name, labelledIn(value)] as const);
  if (type === "inbound.received") {
    const raw = content.find(([name]) => name === "raw")?.[1] ?? data["raw"];
    const event = content.find(([name]) => name === "event")?.[1];
    const title = isObject(event) ? textOf(event["title"]) : "";
    if (isReference(raw)) found.push({ reference: raw, kind: "arrival", title, mediaType: "" });
  }
  if (type === "release.activated" && isReference(data["settings"])) {
    found.push({ reference: data["settings"], kind: "release", title: "settings", mediaType: "" });
  }
  for (const value of [data, ...content.map(([, one]) => one)]) walk(value, found);
  return found;
}

function walk(value: Json, found: Reference[]): void {
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isReference(next)) found.push({ reference: next, kind: "blob", title: "", mediaType: "" });
    else if (Array.isArray(next)) open.push(...next);
    else if (isObject(next)) {
      const { digest, ...rest } = next;
      if (isReference(digest)) found.push(attached(digest, next));
      else if (digest !== undefined) open.push(digest);
      open.push(...Object.values(rest));
    }
  }
}

/** See Attachment, in the contract of connectors. */
function attached(reference: string, beside: JsonObject): Reference {
  const mediaType = textOf(beside["mediaType"]);
  const kind = mediaType === "" ? "blob" : "document";
  return { reference, kind, title: textOf(beside["name"]), mediaType };
}

function labelledIn(value: JsonObject): Json {
  const labelled = value["sealed"] ?? value["plain"];
  return isObject(labelled) ? (labelled["value"] ?? null) : null;
}

function isReference(value: unknown): value is string {
  return typeof value === "string" && shape.test(value);
}
