import type { Executor } from "../agent/contract.ts";
import type { Connector, Files } from "../connectors/contract.ts";
import type { Sealer } from "../ledger/seal.ts";
import type { LeaseRow } from "../ledger/store.ts";
import type { Json, JsonObject } from "../value/json.ts";
import { remembered } from "../value/remembered.ts";
import type { Release, Settings } from "../workspace/release.ts";
import type { Book } from "./book.ts";
import { Needs } from "./turn.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Clock } from "./clock.ts";
import type { NumberLine } from "./effect/number-line.ts";
import type { Contexts } from "./memory/contexts.ts";
import type { LookBack } from "./memory/look-back.ts";
import type { Looks } from "./looks.ts";

/** What step handlers and the performer work with: the owner's ports, and what is in force now. */
export type Office = {
  book: Book;
  clock: Clock;
  sealer: Sealer;
  files: Files;
  /** The current settings and active release; replaced whole by `apply` and `rollback`. */
  settings: Settings;
  active: Release;
  releases: ReleaseShelf;
  connectors: ReadonlyMap<string, Connector>;
  executors: ReadonlyMap<Executor["kind"], Executor>;
  /** Messages against a JSON Schema; empty when it holds. */
  check(schema: JsonObject, value: Json): string[];
  /** Names this process: tells a call of ours from one that a dead process left (EF3). */
  process: string;
  /** Work begun and not yet reported, by run and path or token: never begun twice. */
  underWay: Map<string, AbortController>;
  /** Runs with open waits, by the type they wait for: for arrivals that are about nobody. */
  waiting: Map<string, Set<string>>;
  /** Which records there are, by kind. */
  catalogue: Catalogue;
  /** How the operator answered so far, by action. */
  tally: Tally;
  /** Acts that she does by hand: when it is next seen whether she has. */
  looks: Looks;
  numberLine: NumberLine;
  /** True while writes are only recorded, by a command without an owner (OW1). */
  recordOnly: boolean;
  /** False where nothing is performed: what would be looked up before counts as not done. */
  seeks: boolean;
  /** Stages an operational row: a renewed lease, or, with an end of 0, one given back. */
  renew(lease: LeaseRow): void;
  /** What agents are told beside their input. */
  contexts: Pick<Contexts, "put">;
  /** What became of a client's jobs. */
  lookBack: LookBack["over"];
  /** Has this run looked at soon. */
  wake: (run: string) => void;
  /** Tells of a fault that ends this attempt; the process goes on. */
  fault(error: unknown, doing: string): void;
};

/** The operator's answers as experience: a granted proposal that she did not edit counts for it. */
export class Tally {
  readonly #counts = new Map<string, { granted: number; edited: number; denied: number }>();

  of(action: string): { unedited: number; total: number; complaints: number } {
    const { granted, edited, denied } = this.#counts.get(action) ?? none;
    return { unedited: granted, total: granted + edited + denied, complaints: denied };
  }

  add(action: string, answer: "granted" | "edited" | "denied", by = 1): void {
    const counts = this.#counts.get(action) ?? none;
    this.#counts.set(action, { ...counts, [answer]: counts[answer] + by });
  }
}

const none = { granted: 0, edited: 0, denied: 0 };

/** Releases in memory; runs pin theirs, so old ones are fetched when needed. */
export class ReleaseShelf {
  readonly #kept = new Map<string, Release>();
  readonly #fetch: (id: string) => Promise<Release>;

  constructor(fetch: (id: string) => Promise<Release>) {
    this.#fetch = fetch;
  }

  put(release: Release): void {
    this.#kept.set(release.id, release);
  }

  /** For use inside a turn. */
  get(id: string): Release {
    const release = this.#kept.get(id);
    if (release !== undefined) return release;
    throw new Needs(`release "${id}"`, async () => this.put(await this.#fetch(id)));
  }

  async load(id: string): Promise<Release> {
    if (!this.#kept.has(id)) this.put(await this.#fetch(id));
    return this.get(id);
  }
}

/** A short opaque id for what the parts name, under the workspace's key. */
export function opaque(
  { sealer }: Pick<Office, "sealer">,
  kind: string,
  ...parts: string[]
): string {
  const known = opaqueBy.get(sealer) ?? remembered(mostNamed, (name) => nameBy(sealer, name));
  opaqueBy.set(sealer, known);
  return known(JSON.stringify([kind, ...parts])).id;
}

type Named = { id: string };

/** A turn that needs a stream begins again, and asks for the same. */
const mostNamed = 256;
const opaqueBy = new WeakMap<Sealer, (name: string) => Named>();

const nameBy = (sealer: Sealer, name: string): Named => ({
  id: sealer.fingerprint(null, name).slice(0, 26),
});
