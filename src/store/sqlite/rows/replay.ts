import { hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { damaged } from "../../../ledger/codec.ts";
import type { StoredEvent } from "../../../ledger/store.ts";
import type { ValueRows } from "./values.ts";

type Row = [seq: number, stream: string | null, version: number, leaf: string, text: string | null];

/** Every event in order, checked like any read (SP4), its bytes and values fetched only if asked for. */
export function* replay(db: DatabaseSync, values: ValueRows): Generator<StoredEvent> {
  let last = 0;
  for (const [seq, stream, version, leaf, text] of rowsIn(db)) {
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

/** With the zero before the bytes that a leaf is hashed with: joining them here costs a copy. */
function rowsIn(db: DatabaseSync): Iterable<Row> {
  const rows = db.prepare(
    `SELECT e.seq, s.name, e.version, lower(hex(e.leaf)), CAST(x'00' || e.bytes AS TEXT)
     FROM event e LEFT JOIN stream s ON s.id = e.stream ORDER BY e.seq`,
  );
  rows.setReturnArrays(true);
  // Arrays were asked for; what a spoilt row holds instead fails the checks above, or the codec's.
  return rows.iterate() as unknown as Iterable<Row>;
}
