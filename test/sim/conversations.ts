import type { News } from "../../src/connectors/contract.ts";
import { type JsonObject, textOf } from "../../src/value/json.ts";
import { type Inbox, people } from "./inbox.ts";
import { Meant, type Mishaps } from "./mishaps.ts";
import type { Caller } from "./outside.ts";
import type { Random } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Trace } from "./trace.ts";

/** A mail as its mailbox knows it; `id` is null for what no arrival is made of. */
export type Mail = { to: string; at: number; id: string | null };

/** One reading that succeeded: who asked for which act, when by its own clock, and when it was answered. */
export type Reading = { by: string; args: string; asked: number; answeredAt: number };

type Parts = { scheduler: Scheduler; random: Random; trace: Trace; mishaps: Mishaps; inbox: Inbox };

/**
 * What was written with each client: what came into the inbox, and what she or they wrote beside it.
 * What Mainstay itself sent is no news to it.
 */
export class Conversations {
  readonly readings: Reading[] = [];
  readonly #parts: Parts;
  readonly #beside: Mail[] = [];
  readonly #underWay = new Set<{ caller: Caller }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether somebody living waits for an answer. */
  get underWay(): boolean {
    return [...this.#underWay].some(({ caller }) => caller.group.state === "alive");
  }

  write(to: string): void {
    const { scheduler, trace } = this.#parts;
    this.#beside.push({ to, at: scheduler.now, id: null });
    trace.count("written");
    trace.mark(`written ${to}\n`);
    trace.tell(() => `a mail is written in the conversation with ${to}`);
  }

  with(to: string): readonly Mail[] {
    const came = this.#parts.inbox.list.flatMap(({ arriving: { type, client, id }, at }) =>
      type === "mail.received" && client !== null && people[client] === to ? [{ to, at, id }] : [],
    );
    return [...came, ...this.#beside.filter((mail) => mail.to === to)];
  }

  news(caller: Caller, args: JsonObject, since: number): Promise<readonly News[]> {
    const { scheduler, random, trace, mishaps } = this.#parts;
    if (!caller.passes("before news")) return new Promise(() => {});
    const asked = caller.now();
    const down = mishaps.next("news") === "down";
    trace.count("conversation read");
    const reading = { caller };
    this.#underWay.add(reading);
    return new Promise((resolve, reject) => {
      scheduler.at(scheduler.now + random.below(200), caller.group, () => {
        this.#underWay.delete(reading);
        if (!caller.passes("after news")) return;
        if (down) return reject(new Meant("simulated: the mailbox cannot be read"));
        const by = caller.group.name;
        const answeredAt = scheduler.now;
        this.readings.push({ by, args: JSON.stringify(args), asked, answeredAt });
        const newer = this.with(textOf(args["to"])).filter(({ at }) => at >= since);
        trace.tell(() => `${by} reads a conversation: ${newer.length} mails`);
        resolve(newer.map(({ to, at, id }) => ({ from: to, at, title: "", ...(id && { id }) })));
      });
    });
  }
}
