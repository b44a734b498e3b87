import type { ActionRequest } from "../../src/connectors/contract.ts";
import { inboundId, type Received } from "../../src/engine/intake/receive.ts";
import type { StoredEvent } from "../../src/ledger/store.ts";
import type { Shape } from "./case.ts";
import type { Disk, Durable } from "./disk.ts";
import type { Life } from "./life.ts";
import { Meant } from "./mishaps.ts";
import { herself } from "./outside.ts";
import type { Stage } from "./play.ts";

/** A promise that was broken, by the number it has in `invariants.ts`. */
export type Broken = { invariant: string; message: string };

/** What somebody was told is durable: which event, on which disk. */
type Acknowledged = { disk: Disk; event: Durable; what: string };

/** Looks on while a company is played, and checks what can be checked at once. */
export class Witness {
  readonly broken: Broken[] = [];
  readonly acknowledged: Acknowledged[] = [];
  /** Up to which event a change of settings was not yet acknowledged, by the event that made it. */
  readonly inForce = new Map<StoredEvent, number>();
  /** Set while a stop is acknowledged and not taken back. */
  stopped: Disk | null = null;
  /** What she was told is taken back, and by which event. */
  readonly takenBack: { token: string; event: Durable }[] = [];
  /** Acts of which the operator said something herself. */
  readonly ruled = new Map<string, string>();
  readonly #stage: Stage;
  #modelCalls = new Map<Disk, number>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  break(invariant: string, message: string): void {
    this.broken.push({ invariant, message });
    this.#stage.trace.tell(() => `${invariant} broken: ${message}`);
  }

  /** SIM1: what is acknowledged is durable by then. */
  acknowledge(life: Life, seq: number | null, what: string): void {
    if (seq === null) return;
    const event = life.disk.events[seq - 1];
    if (event === undefined || event.by !== life.name) {
      this.break("SIM1", `${what} was acknowledged as event ${seq}, which is not durable`);
      return;
    }
    this.#stage.trace.count("acknowledged");
    this.acknowledged.push({ disk: life.disk, event, what });
  }

  /** A change of rules or budgets is in force once she was told. */
  applied({ disk }: Life): void {
    const made = disk.events.findLast(({ type }) => type === "release.activated");
    if (made !== undefined) this.inForce.set(made.stored, disk.events.length);
  }

  /** SIM1, SIM13: an arrival that was told of is recorded. */
  told(life: Life, { fate, title }: Received & { title: string }): void {
    const id = /m\d+$/.exec(title)?.[0];
    if (id === undefined || life.owner === null) return;
    const stream = `inbound/${inboundId(life.owner.office, "inbox", id)}`;
    const event = life.disk.events.findLast((each) => each.stream === stream);
    if (event === undefined) {
      this.break("SIM1", `arrival ${id} was told of as "${fate}", and is not durable`);
      return;
    }
    this.acknowledged.push({ disk: life.disk, event, what: `arrival ${id}` });
  }

  /** At the moment a call leaves: SIM3, SIM7. */
  leaves(
    life: Life,
    what: "perform" | "undo",
    shape: Shape,
    { token, digest }: ActionRequest,
  ): void {
    const { disk } = life;
    const kind = what === "perform" ? "effect.sent" : "undo.sent";
    const prefix = what === "perform" ? "effect." : "undo.";
    const last = disk.events.findLast(
      ({ type, data }) => data["token"] === token && type.startsWith(prefix),
    );
    if (last?.type !== kind) {
      this.break(
        "SIM3",
        `${shape.name} was called to ${what} ${token}, of which the ledger says ${last?.type ?? "nothing"}`,
      );
    } else if (last.data["process"] !== life.name) {
      this.break(
        "SIM3",
        `${life.name} called for ${token}, which ${String(last.data["process"])} had sent`,
      );
    }
    const proposed = proposalOf(disk, token);
    if (proposed !== digest)
      this.break("SIM8", `${token} left with other bytes than were proposed`);
    if (this.stopped === disk)
      this.break("SIM7", `${what} of ${token} left after everything was stopped`);
    const hers = this.#stage.outside.of(token).some(({ by }) => by === herself);
    if (what === "perform" && hers)
      this.break("SIM23", `${token} left, which she had sent herself`);
    if (inQuarantine(disk)) this.break("SIM7", `${what} of ${token} left in quarantine`);
  }

  /** SIM21: what she is told is taken back has not left, but by her own hand or in what a restore has lost. */
  tookBack({ disk }: Life, token: string, seq: number | null): void {
    const { outside, takeovers } = this.#stage;
    const ours = outside.of(token).every((act) => act.by !== herself && !takeovers.lost(act));
    if (ours && outside.happens(token))
      this.break("SIM21", `${token} was taken back in time, and has left`);
    const event = disk.events[(seq ?? 0) - 1];
    if (event !== undefined) this.takenBack.push({ token, event });
  }

  /** SIM23, SIM7: when a draft is laid. */
  lays({ disk }: Life, token: string): void {
    if (disk.events.some(({ type, data }) => type === "effect.handed" && data["token"] === token))
      this.break("SIM23", `the draft ${token} was put before her already`);
    const { outside, scheduler } = this.#stage;
    const hers = outside.of(token).find(({ by }) => by === herself);
    // She may send it while it is being looked up.
    if (hers !== undefined && hers.visibleAt < scheduler.now - 1_000)
      this.break("SIM23", `the draft ${token} was put before her, who had sent it`);
    if (this.stopped === disk) this.break("SIM7", `a draft of ${token} was laid after a stop`);
    if (inQuarantine(disk)) this.break("SIM7", `a draft of ${token} was laid in quarantine`);
  }

  /** SIM6: a call to a model is durable, with its bound reserved, before it is made. */
  asked({ disk }: Life): void {
    const calls = (this.#modelCalls.get(disk) ?? 0) + 1;
    this.#modelCalls.set(disk, calls);
    const started = disk.events.filter(({ type }) => type === "call.started").length;
    if (started < calls)
      this.break("SIM6", `a model was asked ${calls} times, ${started} calls are durable`);
  }

  /** SIM16: time and epoch never decrease, and what was written is one chain. */
  committed({ disk }: Life, count: number): void {
    const { events } = disk;
    for (let i = events.length - count; i < events.length; i += 1) {
      const [before, event] = [events[i - 1], events[i]];
      if (event === undefined) continue;
      if (event.seq !== i + 1) this.break("SIM1", `event ${event.seq} stands at place ${i + 1}`);
      if (before !== undefined && event.at < before.at) {
        this.break("SIM16", `event ${event.seq} is earlier than the one before it`);
      }
      const { epoch, data, type } = event;
      const wanted = type === "control.quarantined" ? data["epoch"] : (before?.epoch ?? epoch);
      if (epoch !== wanted)
        this.break("SIM16", `event ${event.seq} is of epoch ${epoch}, not ${String(wanted)}`);
    }
  }

  /** SIM17: only what was meant to go wrong goes wrong. */
  faulted(error: unknown, doing: string): void {
    if (isMeant(error)) return;
    this.break(
      "SIM17",
      `fault while ${doing}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }

  failed(life: Life, error: unknown): void {
    if (isMeant(error)) return;
    this.break("SIM17", `a commit of ${life.name} failed: ${String(error)}`);
  }
}

function isMeant(error: unknown): boolean {
  if (error instanceof Meant) return true;
  return error instanceof Error && error.cause !== undefined && isMeant(error.cause);
}

function proposalOf(disk: Disk, token: string): string | null {
  for (const { type, data } of disk.events) {
    if (type !== "step.proposed") continue;
    const proposals = data["proposals"] as readonly { token: string; digest: string }[];
    const found = proposals.find((one) => one.token === token);
    if (found !== undefined) return found.digest;
  }
  return null;
}

function inQuarantine(disk: Disk): boolean {
  const last = disk.events.findLast(({ type }) =>
    ["control.quarantined", "control.admitted"].includes(type),
  );
  return last?.type === "control.quarantined";
}
