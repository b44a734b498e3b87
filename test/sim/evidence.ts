import { decode } from "../../src/ledger/codec.ts";
import type { Recorded } from "../../src/ledger/event.ts";
import { type Sealer, subjectSealer } from "../../src/ledger/seal.ts";
import type { Owner } from "../../src/engine/owner.ts";
import { ofBytes } from "../../src/value/digest.ts";
import type { Json } from "../../src/value/json.ts";
import type { Files } from "./case.ts";
import type { Disk, Durable } from "./disk.ts";
import type { Stage } from "./play.ts";

type Proposed = { event: Durable; place: number; digest: string };

/** What there is to judge a play by when it has come to rest: the ledger, the outside, the process. */
export class Evidence {
  readonly stage: Stage;
  readonly disk: Disk;
  readonly owner: Owner;
  readonly events: readonly Durable[];
  readonly #sealer: Sealer;
  readonly #proposed = new Map<string, Proposed>();
  readonly #activated: Durable[];
  readonly #files = new Map<string, Files>();

  constructor(stage: Stage, owner: Owner) {
    this.stage = stage;
    this.owner = owner;
    this.disk = stage.life.disk;
    this.events = this.disk.events;
    this.#sealer = subjectSealer(stage.workspaceKey, this.disk.keys);
    this.#activated = this.events.filter(({ type }) => type === "release.activated");
    for (const event of this.events) {
      if (event.type !== "step.proposed") continue;
      const proposals = event.data["proposals"] as readonly { token: string; digest: string }[];
      for (const [place, { token, digest }] of proposals.entries()) {
        this.#proposed.set(token, { event, place, digest });
      }
    }
    const { files, deeds } = stage.drawn;
    const all = [files, ...deeds.flatMap((deed) => (deed.kind === "apply" ? [deed.files] : []))];
    for (const each of all) this.#files.set(settingsDigest(stage.workspace(each).settings), each);
  }

  break(invariant: string, message: string): void {
    this.stage.witness.break(invariant, message);
  }

  /** An event with its values, opened. */
  opened(event: Durable): Recorded {
    return decode(event.stored, this.#sealer);
  }

  digestOf(token: string): string {
    return this.#proposed.get(token)?.digest ?? "";
  }

  argsOf(token: string): Json {
    const proposed = this.#proposed.get(token);
    if (proposed === undefined) return null;
    return this.opened(proposed.event).values[`args${proposed.place}`]?.value ?? null;
  }

  /** The files whose settings may be in force for this event; two while a change of them is made. */
  filesAt(event: Durable): readonly Files[] {
    const last = this.#activated.findLastIndex(({ seq }) => seq < event.seq);
    const newest = this.#activated[last];
    if (newest === undefined) return [];
    const acknowledged = this.stage.witness.inForce.get(newest.stored) ?? Infinity;
    const making = newest.by === event.by && event.seq <= acknowledged;
    const activated = [newest, ...(making ? this.#activated.slice(last - 1, last) : [])];
    return activated.flatMap(({ data }) => this.#files.get(String(data["settings"])) ?? []);
  }
}

function settingsDigest(settings: unknown): string {
  return ofBytes(new TextEncoder().encode(JSON.stringify(settings)));
}
