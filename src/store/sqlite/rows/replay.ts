import { hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { damaged } from "../../../ledger/codec.ts";
import type { StoredEvent } from "../../../ledger/store.ts";
import type { ValueRows } from "./values.ts";

type Row = [seq: number, stream: number, version: number, leaf: string, text: string | null];

/** Rows at a time: fewer calls, little memory. */
const page = 256;

/** Names of streams that are kept at hand: those written lately are written again soon. */
const keptNames = 10_000;

/** Every event in order, checked like any read (SP4), its bytes and values fetched only if asked for. */
export function* replay(db: DatabaseSync, values: ValueRows): Generator<StoredEvent> {
  const nameOf = streamNames(db);
  const rowsAfter = pages(db);
  let last = 0;
  for (let rows = rowsAfter(0); rows.length > 0; rows = rowsAfter(last)) {
    for (const [seq, streamId, version, leaf, text] of rows) {
      const stream = nameOf(streamId);
      if (seq !== last + 1) throw damaged({ seq: last + 1, stream: "the ledger" }, "it is missing");
      last = seq;
      // Text that is no UTF-8 has lost what it was, and does not match.
      if (stream === null || text === null || hash("sha256", text, "hex") !== leaf) {
        throw damaged(
          { seq, stream: stream ?? "the ledger" },
          "its bytes do not match their hash, or its stream is unknown",
        );
      }
      yield new Replayed(seq, stream, version, text.slice(1), values);
    }
  }
}

class Replayed implements StoredEvent {
  readonly seq: number;
  readonly stream: string;
  readonly version: number;
  readonly text: string;
  readonly #values: ValueRows;

  constructor(seq: number, stream: string, version: number, text: string, values: ValueRows) {
    this.seq = seq;
    this.stream = stream;
    this.version = version;
    this.text = text;
    this.#values = values;
  }

  get bytes(): Uint8Array {
    return Buffer.from(this.text);
  }

  get values(): StoredEvent["values"] {
    return this.#values.between(this.seq, this.seq).get(this.seq) ?? [];
  }
}

function streamNames(db: DatabaseSync): (id: number) => string | null {
  const named = db.prepare("SELECT name FROM stream WHERE id = ?");
  const known = new Map<number, string | null>();
  return (id) => {
    const at = known.get(id);
    if (at !== undefined) return at;
    const name = named.get(id)?.["name"];
    if (known.size === keptNames) known.clear();
    const found = typeof name === "string" ? name : null;
    known.set(id, found);
    return found;
  };
}

/** With the zero before the bytes that a leaf is hashed with: joining them here costs a copy. */
function pages(db: DatabaseSync): (after: number) => Row[] {
  const rows = db.prepare(
    `SELECT seq, stream, version, lower(hex(leaf)), CAST(x'00' || bytes AS TEXT)
     FROM event WHERE seq > ? ORDER BY seq LIMIT ${page}`,
  );
  rows.setReturnArrays(true);
  // Arrays were asked for; what a spoilt row holds instead fails the checks above, or the codec's.
  return (after) => rows.all(after) as unknown as Row[];
}
