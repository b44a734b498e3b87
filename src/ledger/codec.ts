import { ofBytes } from "../value/digest.ts";
import { isObject, type JsonObject } from "../value/json.ts";
import type { Labelled } from "../value/label.ts";
import type { Envelope, Recorded } from "./event.ts";
import type { Sealer } from "./seal.ts";
import { Damaged, type StoredEvent, type StoredValue } from "./store.ts";

/**
 * Events as bytes: one JSON object with its keys in this order, values by name and the SHA-256 of
 * their stored bytes.
 *
 * CO1 The same event always has the same bytes: proofs are made over them.
 * CO2 A value that does not match the digest its event names is Damaged, never served.
 * CO3 A value whose bytes are gone, or whose key was destroyed, reads as null and says so.
 */
export const remedy =
  'stop, keep this folder, restore the newest backup with "mainstay restore --aside"';

/** An event as it is stored: its values are named by their digests alone. */
export type Told = Envelope & {
  data: JsonObject;
  values: Record<string, string>;
};

const none: readonly StoredValue[] = [];
const q = JSON.stringify;

export function encode(event: Recorded, sealer: Sealer): StoredEvent {
  let named = "";
  let values = none;
  for (const name in event.values) {
    const value = event.values[name];
    if (value === undefined) continue;
    const bytes = sealer.seal(event.subject, Buffer.from(q(value)));
    const digest = ofBytes(bytes);
    named += `${named === "" ? "" : ","}${q(name)}:"${digest}"`;
    values = [...values, { name, bytes }];
  }
  // Joined by hand: JSON.stringify would need a second object per event on the hot path.
  const text = `{"seq":${event.seq},"stream":${q(event.stream)},"version":${event.version},"at":${event.at},"type":${q(event.type)},"schema":${event.schema},"actor":${q(event.actor)},"cause":${event.cause},"intent":${event.intent},"tenant":${q(event.tenant)},"release":${q(event.release)},"epoch":${event.epoch},"subject":${q(event.subject)},"data":${q(event.data)},"values":{${named}}}`;
  return {
    seq: event.seq,
    stream: event.stream,
    version: event.version,
    bytes: Buffer.from(text),
    values,
  };
}

/** Values are opened when they are first asked for: most of those who read an event need none. */
export function decode(stored: StoredEvent, sealer: Sealer): Recorded {
  const event = parse(stored);
  let values: Recorded["values"] | null = null;
  // Member by member: taking an object apart and together costs more than reading it.
  return {
    seq: event.seq,
    stream: event.stream,
    version: event.version,
    at: event.at,
    type: event.type,
    schema: event.schema,
    actor: event.actor,
    cause: event.cause,
    intent: event.intent,
    tenant: event.tenant,
    release: event.release,
    epoch: event.epoch,
    subject: event.subject,
    data: event.data,
    get values() {
      values ??= open(stored, event, sealer);
      return values;
    },
  };
}

function open(
  stored: StoredEvent,
  { subject, values: digests }: Told,
  sealer: Sealer,
): Recorded["values"] {
  const found = new Map(stored.values.map(({ name, bytes }) => [name, bytes]));
  const values: Record<string, Labelled> = {};
  for (const name of Object.keys(digests)) {
    const bytes = found.get(name);
    if (bytes !== undefined && ofBytes(bytes) !== digests[name]) {
      throw damaged(stored, `its value "${name}" does not match its digest`);
    }
    const plain = bytes === undefined ? null : sealer.open(subject, bytes);
    // The digest just matched what `encode` wrote, so the shape holds.
    values[name] = plain === null ? forgotten : (JSON.parse(text(plain)) as Labelled);
  }
  return values;
}

const forgotten: Labelled = { value: null, labels: {}, forgotten: true };

/** When an event was recorded, for a store that has only its bytes. */
export function timeOf(stored: StoredEvent): number {
  return parse(stored).at;
}

/** What an event says without its content. Whoever asks has compared its bytes with their leaf. */
export function told({ bytes }: Pick<StoredEvent, "bytes">): Told {
  // Written by `encode` alone.
  return JSON.parse(text(bytes)) as Told;
}

/** The values that do not match what their event names, for a structural check. */
export function mismatches(stored: StoredEvent): readonly string[] {
  const digests = parse(stored).values;
  return stored.values
    .filter(({ name, bytes }) => digests[name] !== ofBytes(bytes))
    .map(({ name }) => name);
}

export function damaged(place: { seq: number; stream: string }, reason: string): Damaged {
  return new Damaged(`Cannot read event ${place.seq} of "${place.stream}": ${reason}; ${remedy}`);
}

function parse(stored: StoredEvent): Told {
  const event = json(stored);
  if (
    !isObject(event) ||
    event["seq"] !== stored.seq ||
    event["stream"] !== stored.stream ||
    event["version"] !== stored.version ||
    !isObject(event["data"]) ||
    !isObject(event["values"])
  ) {
    throw damaged(stored, "its bytes tell of another event");
  }
  // The store has checked the digest of these bytes, and `encode` is the only writer of them.
  return event as Told;
}

function json(stored: StoredEvent): unknown {
  try {
    return JSON.parse(stored.text ?? text(stored.bytes));
  } catch (error) {
    throw new Damaged(damaged(stored, "its bytes are not JSON").message, { cause: error });
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
