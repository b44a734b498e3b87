import { told } from "../ledger/codec.ts";
import { Damaged, type StoredEvent, type StoredValue } from "../ledger/store.ts";
import type { Sealer } from "../ledger/seal.ts";
import { leafOf } from "../ledger/tree.ts";
import { ofBytes } from "../value/digest.ts";
import { isObject, type Json, type JsonObject } from "../value/json.ts";

/**
 * One line of `ledger.ndjson` for one event, with its content opened.
 *
 * HL1 From a line and the keys the stored bytes come out again, byte by byte: of the event, so that
 *     the tree has the same root, and of every value, so that it has the digest that the event names.
 * HL2 Content that is gone says so: `forgotten` where it was forgotten, `nothing` where it was never
 *     kept because its client had been forgotten before.
 */
export type Line = {
  text: string;
  type: string;
  data: JsonObject;
  /** By name, as the line has them. */
  values: Readonly<Record<string, JsonObject>>;
  forgotten: number;
};

export const remedy = "take the export again where the company still is";

const nothing = 0x02;
const sealed = 0x01;

export function lineOf(event: StoredEvent, sealer: Sealer): Line {
  const { type, data, subject, values: named } = told(event);
  const found = new Map(event.values.map(({ name, bytes }) => [name, bytes]));
  const values: Record<string, JsonObject> = {};
  let forgotten = 0;
  for (const name of Object.keys(named)) {
    const value = opened(found.get(name), subject, sealer);
    values[name] = value;
    if ("forgotten" in value) forgotten += 1;
  }
  const leaf = Buffer.from(leafOf(event.bytes)).toString("hex");
  const line = { seq: event.seq, leaf, ...verbatim("event", text(event.bytes)), values };
  return { text: `${JSON.stringify(line)}\n`, type, data, values, forgotten };
}

/** HL1; throws Damaged where the bytes that come out are others. */
export function eventOf(line: string, seq: number, sealer: Sealer): StoredEvent {
  const said = objectIn(line, seq);
  const bytes = Buffer.from(exact("event", said, seq));
  if (Buffer.from(leafOf(bytes)).toString("hex") !== said["leaf"]) {
    throw spoilt(seq, "it does not match its hash");
  }
  const event = told({ bytes });
  if (event.seq !== seq) throw spoilt(seq, `it is entry ${event.seq}`);
  const values = isObject(said["values"]) ? said["values"] : {};
  const stored: StoredValue[] = [];
  for (const [name, digest] of Object.entries(event.values)) {
    const value = sealedAgain(values[name], event.subject, sealer, `${seq}`);
    if (value === null) continue;
    if (ofBytes(value) !== digest) throw spoilt(seq, `its value "${name}" is not what it names`);
    stored.push({ name, bytes: value });
  }
  return { seq, stream: event.stream, version: event.version, bytes, values: stored };
}

function opened(bytes: Uint8Array | undefined, subject: string | null, sealer: Sealer): JsonObject {
  if (bytes === undefined) return { forgotten: true };
  if (bytes[0] === nothing) return { nothing: true };
  const open = sealer.open(subject, bytes);
  if (open === null) return { forgotten: true };
  return verbatim(subject !== null && bytes[0] === sealed ? "sealed" : "plain", text(open));
}

function sealedAgain(
  value: Json | undefined,
  subject: string | null,
  sealer: Sealer,
  seq: string,
): Uint8Array | null {
  if (!isObject(value)) throw spoilt(Number(seq), "content that it names is missing");
  if (value["forgotten"] === true) return null;
  if (value["nothing"] === true) return Uint8Array.of(nothing);
  const how = "plain" in value || "plainText" in value ? "plain" : "sealed";
  const bytes = Buffer.from(exact(how, value, Number(seq)));
  return how === "plain" ? bytes : sealer.seal(subject, bytes);
}

/** As JSON where the same text comes out of it again, else as the text itself. */
function verbatim(name: string, said: string): JsonObject {
  const value = JSON.parse(said) as Json;
  return JSON.stringify(value) === said ? { [name]: value } : { [`${name}Text`]: said };
}

function exact(name: string, from: JsonObject, seq: number): string {
  const said = from[`${name}Text`];
  if (typeof said === "string") return said;
  const value = from[name];
  if (value === undefined) throw spoilt(seq, `it holds no ${name}`);
  return JSON.stringify(value);
}

function objectIn(line: string, seq: number): JsonObject {
  try {
    const told: unknown = JSON.parse(line);
    if (isObject(told)) return told;
  } catch {
    // Told below.
  }
  throw spoilt(seq, "it is not JSON");
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

function spoilt(seq: number, reason: string): Damaged {
  return new Damaged(`Cannot import entry ${seq} of the history: ${reason}; ${remedy}`);
}
