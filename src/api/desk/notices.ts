import type { Owner } from "../../engine/owner.ts";
import type { Recorded } from "../../ledger/event.ts";
import { isObject, textOf } from "../../value/json.ts";
import { actionOf } from "../../engine/effect/action.ts";
import { runOf } from "../../engine/streams.ts";
import type { Fate } from "../contract/arrivals.ts";
import type { Notice } from "../contract/desk.ts";
import { lineOf } from "./inbox.ts";
import { arrivalLine } from "./titles.ts";
import { jobName, standing } from "./place.ts";
import { partyName } from "./names.ts";
import { clientOf } from "./whom.ts";

/** Most notices kept for a watcher that does not keep up; older ones are dropped. */
const maxKept = 1_000;

const endings: Readonly<Record<string, Extract<Notice, { kind: "done" }>["verb"]>> = {
  "run.completed": "finished",
  "run.cancelling": "cancels",
  "run.cancelled": "cancelled",
};

const deeds: Readonly<Record<string, Extract<Notice, { kind: "step" }>["verb"]>> = {
  "effect.applied": "did",
  "undo.applied": "undid",
  "undo.skipped": "stays",
};

type Watcher = { queue: Notice[]; wake: () => void };

/** Tells watchers what happens, once it is committed. Without watchers it does next to nothing. */
export class Bulletin {
  duplicates = 0;
  readonly #owner: Owner;
  readonly #watchers = new Set<Watcher>();

  constructor(owner: Owner) {
    this.#owner = owner;
    owner.office.book.listen((events) => this.#hear(events));
    owner.intake.listen(({ fate }) => {
      if (fate === "duplicate") this.duplicates += 1;
    });
  }

  async *watch(signal: AbortSignal): AsyncGenerator<Notice> {
    const watcher: Watcher = { queue: [], wake: () => {} };
    this.#watchers.add(watcher);
    const ended = (): void => watcher.wake();
    // A start that brings nothing new is quiet too, and somebody may wait to be told.
    this.#whenQuiet(this.#owner.ready);
    signal.addEventListener("abort", ended);
    try {
      while (!signal.aborted) {
        yield* watcher.queue.splice(0);
        if (watcher.queue.length > 0 || signal.aborted) continue;
        const next = Promise.withResolvers<void>();
        watcher.wake = next.resolve;
        await next.promise;
      }
    } finally {
      signal.removeEventListener("abort", ended);
      this.#watchers.delete(watcher);
    }
  }

  #hear(events: readonly Recorded[]): void {
    if (this.#watchers.size === 0) return;
    void this.#owner.office.book
      .committed()
      .then(() => this.#tell(events))
      .catch((error: unknown) => this.#owner.office.fault(error, "telling watchers"));
  }

  async #tell(events: readonly Recorded[]): Promise<void> {
    for (const event of events) {
      const notice = await this.#noticeOf(event);
      if (notice !== null) this.#send(notice);
      if (typeof event.data["item"] === "number") await this.#tellItem(event.data["item"]);
    }
    this.#whenQuiet(Promise.resolve());
  }

  #whenQuiet(after: Promise<void>): void {
    const told = async (): Promise<void> => {
      await after;
      await this.#owner.floor.settled();
      if (!this.#owner.intake.reading)
        this.#send({ kind: "quiet", at: this.#owner.office.clock.now() });
    };
    told().catch((error: unknown) => this.#owner.office.fault(error, "telling watchers"));
  }

  async #tellItem(number: number): Promise<void> {
    const [row] = await this.#owner.store.find({ table: "item", where: { number }, limit: 1 });
    if (row === undefined || row["status"] !== "open") return;
    const { client, what, title, openedAt } = await lineOf(this.#owner, row);
    this.#send({ kind: "item", number, client: client || (what ?? ""), title, at: openedAt });
  }

  async #noticeOf(event: Recorded): Promise<Notice | null> {
    const { store } = this.#owner;
    if (event.type === "inbound.routed") {
      const fate = event.data["fate"];
      if (typeof fate !== "string" || fate === "dismissed") return null;
      const line = await this.#arrival(event.stream);
      // The fates of the kernel but "dismissed" are those of the desk.
      return { kind: "arrival", fate: fate as Fate, line, at: event.at };
    }
    if (!event.stream.startsWith("run/")) return null;
    const ending = endings[event.type];
    const deed = deeds[event.type];
    if (ending === undefined && deed === undefined) return null;
    const id = event.stream.slice("run/".length);
    const { run } = await this.#owner.office.book.read(runOf(id));
    const about = {
      run: run.number,
      client: await clientOf(store, run.subject, run),
      at: event.at,
    };
    if (ending !== undefined) {
      const at = await standing(this.#owner, id, "");
      const line = at === null ? run.runbook : jobName(this.#owner, at) || at.plan.purpose;
      const verb = event.data["success"] === false ? "ended" : ending;
      return { kind: "done", verb, line, ...about };
    }
    if (deed === undefined) return null;
    const act = run.effects[textOf(event.data["token"])];
    const { connector = "", action: name = "" } = act?.proposal ?? {};
    const action = actionOf(this.#owner.office, connector, name)?.action;
    const did = deed === "undid" ? action?.undo?.deed : action?.deed;
    return { kind: "step", verb: deed, line: `${did ?? name}${resultNumber(event)}`, ...about };
  }

  async #arrival(stream: string): Promise<string> {
    const events = await this.#owner.journal.load(stream);
    const received = events.find((event) => event.type === "inbound.received");
    const who = await partyName(this.#owner.store, received?.subject);
    const title = arrivalLine(received?.values["event"]?.value);
    return who === "" ? title : `${who}: ${title}`;
  }

  #send(notice: Notice): void {
    for (const watcher of this.#watchers) {
      watcher.queue.push(notice);
      if (watcher.queue.length > maxKept) watcher.queue.shift();
      watcher.wake();
    }
  }
}

function resultNumber(event: Recorded): string {
  const result = event.values["result"]?.value;
  const number = isObject(result) ? result["number"] : null;
  return typeof number === "string" ? ` ${number}` : "";
}
