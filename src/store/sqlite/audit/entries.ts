import { hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { ToldGone } from "../../../ledger/gone.ts";
import { beginsWith, quoted, textIn } from "./bytes.ts";
import type { AuditedTree } from "./tree.ts";
import type { AuditedValues } from "./values.ts";
import type { Findings } from "./findings.ts";

type Stream = {
  name: string;
  /** As it stands in the bytes of its events. */
  quoted: string;
  /** Whether its events may tell that content is gone. */
  tells: boolean;
  /** As the stream tells of itself. */
  head: Place;
  /** The last that was found. */
  found: Place;
};

type Place = { version: number; seq: number };

type Row = [
  seq: number,
  stream: number,
  version: number,
  previous: number,
  leaf: string,
  bytes: Uint8Array,
];

/** Rows at a time. */
const page = 256;

/** Every event in order: its bytes, its place, and its stream's next version. */
export class AuditedEntries {
  readonly #db: DatabaseSync;
  readonly #findings: Findings;
  readonly #streams: Map<number, Stream>;
  /** The last one that was found. */
  last = 0;

  constructor(db: DatabaseSync, findings: Findings) {
    this.#db = db;
    this.#findings = findings;
    this.#streams = streamsIn(db);
  }

  read(tree: AuditedTree, values: AuditedValues, done: (seq: number) => void): void {
    for (const [seq, id, version, previous, leaf, bytes] of rowsIn(this.#db)) {
      if (seq !== this.last + 1) {
        this.#gap(this.last + 1, seq - 1);
        tree.lose();
      }
      this.last = seq;
      tree.add(leaf);
      const stream = this.#streams.get(id);
      if (hash("sha256", bytes, "hex") === leaf) this.#place(seq, stream, version, bytes, values);
      else {
        this.#add("changed", seq, stream, "its bytes are not those that were recorded");
        values.skip(seq);
      }
      if (stream !== undefined) this.#follow(seq, stream, version, previous);
      done(seq);
    }
    for (const { name, head, found } of this.#streams.values()) {
      if (head.version === found.version && head.seq === found.seq) continue;
      const message = `Stream "${name}" ends at version ${found.version}, entry ${found.seq}, and its head says version ${head.version}, entry ${head.seq}`;
      this.#findings.add("stream", null, null, message);
    }
  }

  #gap(from: number, to: number): void {
    const message =
      from === to ? `Entry ${from} is missing` : `Entries ${from} to ${to} are missing`;
    this.#findings.add("missing", from, to, message);
  }

  #place(
    seq: number,
    stream: Stream | undefined,
    version: number,
    bytes: Uint8Array,
    values: AuditedValues,
  ): void {
    if (!beginsWith(bytes, `{"seq":${seq},"stream":${stream?.quoted},"version":${version},`)) {
      this.#add("moved", seq, stream, "it tells of another place than the one where it stands");
    }
    values.match(seq, bytes);
    if (stream?.tells === true) values.tell(textIn(bytes));
  }

  #follow(seq: number, stream: Stream, version: number, previous: number): void {
    const { version: before, seq: last } = stream.found;
    stream.found = { version, seq };
    if (version !== before + 1) {
      const reason = `it has version ${version}, where version ${before + 1} comes next`;
      this.#add("stream", seq, stream, reason);
    } else if (previous !== last) {
      const reason = `it follows entry ${previous}, where entry ${last} stands before it`;
      this.#add("stream", seq, stream, reason);
    }
  }

  #add(
    kind: "changed" | "moved" | "stream",
    seq: number,
    stream: Stream | undefined,
    reason: string,
  ): void {
    const whose = stream === undefined ? "" : ` of "${stream.name}"`;
    this.#findings.add(kind, seq, seq, `Entry ${seq}${whose}: ${reason}`);
  }
}

/**
 * Bytes come with the zero before them that a leaf is hashed with: joining them here costs a copy. In
 * pages, since each call into the store costs more than a row.
 */
function* rowsIn(db: DatabaseSync): Generator<Row> {
  const rows = db.prepare(
    `SELECT seq, stream, version, previous, lower(hex(leaf)), CAST(x'00' || bytes AS BLOB)
     FROM event WHERE seq > ? ORDER BY seq LIMIT ${page}`,
  );
  rows.setReturnArrays(true);
  for (let last = Number.MIN_SAFE_INTEGER; ;) {
    // The table is STRICT, and arrays were asked for.
    const found = rows.all(last) as unknown as Row[];
    yield* found;
    const end = found.at(-1);
    if (end === undefined) return;
    last = end[0];
  }
}

function streamsIn(db: DatabaseSync): Map<number, Stream> {
  const streams = new Map<number, Stream>();
  for (const row of db.prepare("SELECT id, name, version, last FROM stream").iterate()) {
    const name = String(row["name"]);
    streams.set(Number(row["id"]), {
      name,
      quoted: quoted(name),
      tells: ToldGone.isTeller(name),
      head: { version: Number(row["version"]), seq: Number(row["last"]) },
      found: { version: 0, seq: 0 },
    });
  }
  return streams;
}
