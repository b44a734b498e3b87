import type { DatabaseSync, StatementSync } from "node:sqlite";
import { ToldGone } from "../../../ledger/gone.ts";
import type { Forgotten } from "../../../ledger/keys.ts";
import { isObject, type JsonObject } from "../../../value/json.ts";
import { ofBytes } from "../../../value/digest.ts";
import { endsWith, quoted, textIn } from "./bytes.ts";
import type { Findings } from "./findings.ts";

type Found = { name: string; digest: string; blob: string | null };
type Row = [seq: number, name: string, bytes: Uint8Array | null, blob: string | null];

const mostNames = 1000;
/** Rows at a time: each call into the store costs more than a row. */
const page = 256;

/**
 * The content that events name, read beside them in the same order. What is there must be what was
 * named. What is not is counted as gone, and must be that of a subject that was forgotten, or name
 * her (AU6); its digests stay.
 */
export class AuditedValues {
  readonly count = { kept: 0, gone: 0 };
  readonly #page: StatementSync;
  #rows: readonly Row[] = [];
  #at = 0;
  readonly #files: ReadonlySet<string>;
  readonly #findings: Findings;
  readonly #quoted = new Map<string, string>();
  readonly #gone: ToldGone;
  #next: Row | null;

  /** `files`: those whose content is what their names say. */
  constructor(
    db: DatabaseSync,
    files: ReadonlySet<string>,
    listed: readonly Forgotten[],
    findings: Findings,
  ) {
    this.#page = db.prepare(
      `SELECT seq, name, bytes, blob FROM value WHERE (seq, name) > (?, ?) ORDER BY seq, name LIMIT ${page}`,
    );
    this.#page.setReturnArrays(true);
    this.#files = files;
    this.#gone = new ToldGone(listed);
    this.#findings = findings;
    this.#next = this.#read();
  }

  /** `bytes`: those of the event that names them. */
  match(seq: number, bytes: Uint8Array): void {
    this.#strayBefore(seq);
    const found: Found[] = [];
    for (let row = this.#next; row?.[0] === seq; row = this.#next = this.#read()) {
      const [, name, inline, blob] = row;
      found.push({ name, digest: inline === null ? (blob ?? "") : ofBytes(inline), blob });
    }
    for (const { name, digest, blob } of found) {
      if (blob !== null && !this.#files.has(blob)) this.#file(seq, name, digest);
    }
    // As the codec writes it where all of them are there, in order: nothing needs to be read.
    if (endsWith(bytes, this.#tailOf(found))) this.count.kept += found.length;
    else this.#compare(seq, textIn(bytes), found);
  }

  /** An event that may tell that content is gone. */
  tell(text: string): void {
    this.#gone.tell(readIn(text));
  }

  /** Of an event whose bytes are none to go by. */
  skip(seq: number): void {
    this.#strayBefore(seq);
    while (this.#next?.[0] === seq) this.#next = this.#read();
  }

  /** AU6. */
  get listAhead(): boolean {
    return this.#gone.isAhead;
  }

  end(): void {
    this.#strayBefore(Number.POSITIVE_INFINITY);
    for (const { seq, name } of this.#gone.lost()) {
      const message = `Entry ${seq}: its content "${name}" is missing, and nothing says that it was forgotten`;
      this.#findings.add("value", seq, seq, message);
    }
  }

  #compare(seq: number, text: string, found: readonly Found[]): void {
    const named = namesIn(text);
    if (named === null) {
      this.#findings.add("changed", seq, seq, `Entry ${seq}: what it names cannot be read`);
      return;
    }
    const missing = new Set(Object.keys(named));
    for (const { name, digest } of found) {
      if (!missing.delete(name)) this.#stray(seq, name);
      else if (named[name] === digest) this.count.kept += 1;
      else this.#changed(seq, name);
    }
    if (missing.size > 0) this.#miss(seq, text, [...missing]);
  }

  #tailOf(found: readonly Found[]): string {
    let named = "";
    for (const { name, digest } of found) {
      const key = this.#quoted.get(name) ?? quoted(name);
      if (this.#quoted.size < mostNames) this.#quoted.set(name, key);
      named += `${named === "" ? "" : ","}${key}:"${digest}"`;
    }
    return `,"values":{${named}}}`;
  }

  #miss(seq: number, text: string, names: readonly string[]): void {
    this.count.gone += names.length;
    this.#gone.miss(seq, names[0] ?? "", readIn(text));
  }

  #strayBefore(seq: number): void {
    for (let row = this.#next; row !== null && row[0] < seq; row = this.#next = this.#read()) {
      this.#stray(row[0], row[1]);
    }
  }

  #stray(seq: number, name: string): void {
    const message = `Entry ${seq} does not name the content "${name}" that is kept for it`;
    this.#findings.add("value", seq, seq, message);
  }

  #changed(seq: number, name: string): void {
    const message = `Entry ${seq}: its content "${name}" is not what was recorded`;
    this.#findings.add("value", seq, seq, message);
  }

  #file(seq: number, name: string, digest: string): void {
    const message = `Entry ${seq}: the file of its content "${name}" is missing or changed (blobs/${digest.slice(0, 2)}/${digest})`;
    this.#findings.add("file", seq, seq, message);
  }

  #read(): Row | null {
    if (this.#at === this.#rows.length) {
      const [seq, name] = this.#rows.at(-1) ?? [Number.MIN_SAFE_INTEGER, ""];
      // The table is STRICT, and arrays were asked for.
      this.#rows = this.#page.all(seq, name) as unknown as Row[];
      this.#at = 0;
    }
    this.#at += 1;
    return this.#rows[this.#at - 1] ?? null;
  }
}

/** Of one that cannot be read, nothing. */
export function readIn(text: string): JsonObject {
  try {
    const read: unknown = JSON.parse(text);
    return isObject(read) ? read : {};
  } catch {
    return {};
  }
}

/** The last member of an event, as the codec writes it: names and digests, nothing nested. */
function namesIn(text: string): Record<string, string> | null {
  const at = text.lastIndexOf(',"values":{');
  if (at === -1) return null;
  try {
    const named: unknown = JSON.parse(text.slice(at + ',"values":'.length, -1));
    // The codec writes digests only; anything else is compared with one, and differs.
    return isObject(named) ? (named as Record<string, string>) : null;
  } catch {
    return null;
  }
}
