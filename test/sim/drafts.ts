import type { ActionRequest } from "../../src/connectors/contract.ts";
import { type JsonObject, textOf } from "../../src/value/json.ts";
import type { Shape } from "./case.ts";
import type { Conversations } from "./conversations.ts";
import type { Disk } from "./disk.ts";
import { Meant, type Mishaps } from "./mishaps.ts";
import { type Caller, herself, type Outside } from "./outside.ts";
import type { Random } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Trace } from "./trace.ts";

type Parts = {
  scheduler: Scheduler;
  random: Random;
  trace: Trace;
  mishaps: Mishaps;
  outside: Outside;
  conversations: Conversations;
};

/**
 * Her Drafts folder. A draft is known by its token while it lies there; of what she deleted nobody knows
 * any more, and what she sent is found where sent mails are.
 */
export class Drafts {
  readonly #parts: Parts;
  readonly #lying = new Map<string, { shape: Shape; request: ActionRequest }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  lies(token: string): boolean {
    return this.#lying.has(token);
  }

  async lay(caller: Caller, shape: Shape, request: ActionRequest): Promise<void> {
    const { trace } = this.#parts;
    const { token } = request;
    if (!caller.passes("before lay")) return new Promise(() => {});
    caller.lays(token);
    trace.mark(`lay ${token}\n`);
    await this.#reached(caller);
    if (!this.lies(token)) {
      this.#lying.set(token, { shape, request });
      trace.count("draft laid");
      trace.tell(() => `a draft lies in her mailbox: ${token.slice(0, 6)}`);
    }
    if (!caller.passes("after lay")) return new Promise(() => {});
  }

  async done(caller: Caller, { token }: ActionRequest): Promise<JsonObject | null> {
    const { trace, outside } = this.#parts;
    if (!caller.passes("before done")) return new Promise(() => {});
    trace.count("draft looked for");
    await this.#reached(caller);
    if (!caller.passes("after done")) return new Promise(() => {});
    return outside.of(token).find(({ by }) => by === herself)?.result ?? null;
  }

  /** She sends it, if it lies there and is still hers to send by the ledger of that moment. */
  send(disk: Disk, token: string, rewritten: boolean): void {
    const { trace, outside, conversations } = this.#parts;
    const draft = this.#lying.get(token);
    if (draft === undefined || !isHers(disk, token)) return;
    this.#lying.delete(token);
    trace.count(rewritten ? "draft sent anew" : "draft sent");
    trace.tell(() => `she sends the draft ${token.slice(0, 6)} herself`);
    outside.byHerself(draft.shape, draft.request);
    // What does not bear our mark is seen in the conversation like any mail of hers.
    if (rewritten) conversations.write(textOf(draft.request.args["to"]));
  }

  delete(token: string): void {
    const { trace } = this.#parts;
    if (!this.#lying.delete(token)) return;
    trace.count("draft deleted");
    trace.tell(() => `she deletes the draft ${token.slice(0, 6)}`);
  }

  #reached({ group }: Caller): Promise<void> {
    const { scheduler, random, mishaps } = this.#parts;
    const down = mishaps.next("drafts") === "down";
    return new Promise((resolve, reject) => {
      scheduler.at(scheduler.now + random.below(200), group, () => {
        if (down) reject(new Meant("simulated: her mailbox cannot be reached"));
        else resolve();
      });
    });
  }
}

function isHers({ events }: Disk, token: string): boolean {
  const last = events.findLast(
    ({ type, data }) => data["token"] === token && type !== "effect.sought",
  );
  return (
    last?.type === "effect.handed" || (last?.type === "effect.held" && last.data["why"] === "hand")
  );
}
