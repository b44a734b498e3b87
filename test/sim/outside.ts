import { type ActionRequest, ConnectorError, type Found } from "../../src/connectors/contract.ts";
import type { JsonObject } from "../../src/value/json.ts";
import type { PerformFault, Shape } from "./case.ts";
import { type Line, numberOf } from "./contract.ts";
import { Meant, type Mishaps } from "./mishaps.ts";
import type { Random } from "./random.ts";
import type { Group, Scheduler } from "./scheduler.ts";
import type { Trace } from "./trace.ts";

/** One act as the outside knows it. */
export type Act = {
  connector: string;
  token: string;
  digest: string;
  occasion: string | null;
  number: string | null;
  at: number;
  /** From when on a look-up shows it, and until when that may be put off. */
  visibleAt: number;
  settledBy: number;
  result: JsonObject;
  /** The process that called, or `herself`. */
  by: string;
  /** Done by the outside's own fault: not ours. */
  extra: boolean;
  undone: { at: number; visibleAt: number; result: JsonObject; by: string }[];
};

/** Who did what the operator did by hand. */
export const herself = "herself";

/** Who calls: a process that may die over it. */
export type Caller = {
  readonly group: Group;
  /** The process's own time. */
  now(): number;
  /** A place at which the process may die; false: it has died, or is dead. */
  passes(where: string): boolean;
  /** Looks at a call at the moment it leaves. */
  leaves(what: "perform" | "undo", shape: Shape, request: ActionRequest): void;
  /** Looks at a draft at the moment it is laid. */
  lays(token: string): void;
};

type Course = {
  acts: "now" | "late" | "never";
  says: "result" | "no" | "refusal" | "maybe" | "yes" | "garbage" | "nothing";
};

const courses: Readonly<Record<PerformFault | "fine", Course>> = {
  fine: { acts: "now", says: "result" },
  unreachable: { acts: "never", says: "no" },
  refuse: { acts: "never", says: "refusal" },
  "lost-before": { acts: "never", says: "maybe" },
  "lost-after": { acts: "now", says: "maybe" },
  mumbles: { acts: "now", says: "yes" },
  breaks: { acts: "now", says: "garbage" },
  late: { acts: "late", says: "maybe" },
  twice: { acts: "now", says: "result" },
  slow: { acts: "late", says: "result" },
  silent: { acts: "now", says: "nothing" },
  deaf: { acts: "never", says: "nothing" },
  hidden: { acts: "now", says: "result" },
  expired: { acts: "now", says: "maybe" },
};

type Parts = { scheduler: Scheduler; random: Random; trace: Trace; mishaps: Mishaps };

/** A call on its way. `left`: it reaches the outside even if who made it dies. */
type Coming = { token: string; undo: boolean; left: boolean; arrives: () => boolean };

/**
 * What stands behind the connectors. It outlives every process.
 *
 * OU1 An act may still happen when its caller has died, or has given up waiting.
 * OU2 Where a look-up is authoritative, whatever was asked before its deadline has happened and
 *     shows by the end of the settling time; nothing is promised otherwise.
 * OU3 A token that it knows already acts again only where it does not remember tokens.
 */
export class Outside {
  readonly group: Group = { name: "outside", state: "alive" };
  readonly acts: Act[] = [];
  readonly #parts: Parts;
  /** Results by connector and token, as long as they are remembered. */
  readonly #known = new Map<string, Act>();
  #coming: Coming[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  of(token: string): Act[] {
    return this.acts.filter((act) => act.token === token && !act.extra);
  }

  /** True if the act happened, or is bound to: from then on no death of its process takes it back. */
  happens(token: string, undo = false): boolean {
    const coming = this.#coming.filter(
      (one) => one.token === token && one.undo === undo && one.arrives(),
    );
    for (const one of coming) one.left = true;
    const acts = this.of(token);
    return (
      coming.length > 0 || (undo ? acts.some((act) => act.undone.length > 0) : acts.length > 0)
    );
  }

  line(caller: Caller, shape: Shape): Omit<Line, "news" | "lay" | "done"> {
    return {
      perform: (request) => this.#call(caller, shape, request, "perform"),
      compensate: (request) => this.#call(caller, shape, request, "undo"),
      find: (request) =>
        this.#look(caller, request, () => {
          const act = this.of(request.token)[0];
          return act === undefined ? null : { ...act, entry: act };
        }),
      findCompensation: (request) =>
        this.#look(caller, request, () => {
          const act = this.of(request.token)[0];
          const undone = act?.undone[0];
          if (act === undefined || undone === undefined) return null;
          return { digest: act.digest, settledBy: act.settledBy, ...undone, entry: undone };
        }),
      highest: (name) => this.#highest(caller, name),
    };
  }

  /** What was put before the operator, and she has done. */
  byHerself(shape: Shape, request: ActionRequest): void {
    this.#record(shape, request, { by: herself, extra: false });
  }

  #call(
    caller: Caller,
    shape: Shape,
    request: ActionRequest,
    what: "perform" | "undo",
  ): Promise<JsonObject> {
    const { scheduler, trace, mishaps, random } = this.#parts;
    if (!caller.passes(`before ${what}`)) return new Promise(() => {});
    caller.leaves(what, shape, request);
    trace.count(what);
    trace.mark(`${what} ${shape.name} ${request.token} ${request.digest}\n`);
    const fault: PerformFault | null = mishaps.next(what);
    trace.tell(() => {
      const how = fault === null ? "" : `, which goes wrong: ${fault}`;
      return `${caller.group.name} calls ${shape.name} to ${what} ${request.token.slice(0, 6)}${how}`;
    });
    const { acts, says } = courses[fault ?? "fine"];
    if (fault === "expired") this.#known.clear();
    const window = this.#window(caller, shape, request);
    const settledBy = scheduler.now + window;
    const delay = random.chance(0.7) ? random.below(300) : random.below(shape.deadlineMs);
    const actsAt =
      scheduler.now + (acts === "late" ? random.below(window) : Math.min(delay, window - 1));
    const beyond = shape.deadlineMs + random.below(180_000);
    const answersAt = Math.max(actsAt, scheduler.now + (acts === "late" ? beyond : delay));
    return new Promise((resolve, reject) => {
      const answer = (result: JsonObject | Error): void => {
        if (says === "nothing") return;
        const given = says === "result" ? result : failure(says);
        const at = says === "maybe" ? scheduler.now : Math.max(answersAt, scheduler.now);
        scheduler.at(at, caller.group, () => {
          if (given instanceof Error) reject(given);
          else resolve(given);
        });
      };
      if (acts === "never" || (acts === "late" && says === "maybe")) {
        scheduler.at(scheduler.now + delay, caller.group, () => answer({}));
      }
      if (acts === "never") return;
      // What a dying process was about to say may never have left.
      const coming: Coming = {
        token: request.token,
        undo: what === "undo",
        left: !random.chance(0.3),
        arrives: () => caller.group.state !== "dead" || coming.left,
      };
      this.#coming.push(coming);
      scheduler.at(actsAt, this.group, () => {
        this.#coming = this.#coming.filter((one) => one !== coming);
        if (!coming.arrives()) return;
        const by = caller.group.name;
        const result = this.#act(shape, request, what, { settledBy, by });
        if (fault === "twice") this.#record(shape, request, { by, extra: true });
        if (fault === "hidden") this.#hide(request.token);
        if (caller.passes(`after ${what}`)) answer(result);
      });
    });
  }

  /** OU2: how long what leaves now may take to happen. */
  #window(caller: Caller, shape: Shape, request: ActionRequest): number {
    const left = shape.deadlineMs + shape.settlesMs - (caller.now() - request.at);
    const promised = shape.lookup === "authoritative" && left > shape.settlesMs;
    return promised ? Math.max(1, left) : shape.deadlineMs + 1_800_000;
  }

  #act(
    shape: Shape,
    request: ActionRequest,
    what: "perform" | "undo",
    { settledBy, by }: { settledBy: number; by: string },
  ): JsonObject | Error {
    const { scheduler, trace } = this.#parts;
    if (what === "perform") {
      const known = shape.dedupes ? this.#known.get(`${shape.name} ${request.token}`) : undefined;
      if (known !== undefined) {
        return known.digest === request.digest ? known.result : failure("refusal");
      }
      const act = this.#record(shape, request, { by, extra: false });
      act.settledBy = settledBy;
      this.#known.set(`${shape.name} ${request.token}`, act);
      return act.result;
    }
    const act = this.of(request.token)[0];
    if (act === undefined) return failure("refusal");
    const [earlier] = act.undone;
    if (shape.dedupes && earlier !== undefined) return earlier.result;
    const result = { undone: act.result["id"] ?? null };
    act.undone.push({ at: scheduler.now, visibleAt: scheduler.now, result, by });
    trace.mark(`undone ${act.token}\n`);
    trace.tell(() => `outside: ${shape.name} took back ${act.token.slice(0, 6)}`);
    return result;
  }

  /** It happened, and shows only later: as late as was promised. */
  #hide(token: string): void {
    const act = this.of(token)[0];
    if (act !== undefined) act.visibleAt = Math.max(act.visibleAt, act.settledBy);
  }

  #record(
    shape: Pick<Shape, "name">,
    request: ActionRequest,
    { by, extra }: { by: string; extra: boolean },
  ): Act {
    const { scheduler, trace } = this.#parts;
    const { token, digest, args, number = null } = request;
    const result = { id: `act-${this.acts.length + 1}`, to: args["to"] ?? null, number };
    const occasion = args["occasion"];
    const act: Act = {
      connector: shape.name,
      token,
      digest,
      number,
      occasion: typeof occasion === "string" ? occasion : null,
      at: scheduler.now,
      visibleAt: scheduler.now,
      settledBy: scheduler.now,
      result,
      by,
      extra,
      undone: [],
    };
    this.acts.push(act);
    trace.mark(`acted ${token} ${number}\n`);
    trace.tell(
      () =>
        `outside: ${shape.name} acted for ${token.slice(0, 6)}${extra ? " once more, by its own fault" : ""}`,
    );
    return act;
  }

  #look(
    caller: Caller,
    request: ActionRequest,
    see: () => {
      digest: string;
      result: JsonObject;
      visibleAt: number;
      settledBy: number;
      entry: { visibleAt: number };
    } | null,
  ): Promise<Found> {
    const { scheduler, trace, mishaps, random } = this.#parts;
    if (!caller.passes("before find")) return new Promise(() => {});
    trace.count("find");
    trace.mark(`find ${request.token}\n`);
    const fault = mishaps.next("find");
    return new Promise((resolve, reject) => {
      scheduler.at(scheduler.now + random.below(200), caller.group, () => {
        if (!caller.passes("after find")) return;
        const seen = see();
        if (fault === "down") return reject(new ConnectorError("simulated: look-up down", no));
        if (fault === "lag" && seen !== null) {
          seen.entry.visibleAt = Math.min(seen.settledBy, scheduler.now + random.below(600_000));
        }
        const visible = seen !== null && seen.entry.visibleAt <= scheduler.now;
        trace.tell(
          () =>
            `${caller.group.name} looks ${request.token.slice(0, 6)} up: ${visible ? "found" : "nothing"}`,
        );
        trace.count(visible ? "found" : "not found");
        resolve(
          visible ? { found: true, digest: seen.digest, result: seen.result } : { found: false },
        );
      });
    });
  }

  #highest(caller: Caller, name: string): Promise<number> {
    const { scheduler, mishaps } = this.#parts;
    if (!caller.passes("before highest")) return new Promise(() => {});
    const fault = mishaps.next("highest");
    return new Promise((resolve, reject) => {
      scheduler.soon(caller.group, () => {
        if (!caller.passes("after highest")) return;
        if (fault === "down") return reject(new Meant("simulated: the books cannot be read"));
        const seen = this.acts.filter(({ visibleAt }) => visibleAt <= scheduler.now);
        const numbers = seen.flatMap(({ number }) =>
          number?.startsWith(name) ? [numberOf(number)] : [],
        );
        resolve(Math.max(0, ...numbers));
      });
    });
  }
}

const no = { happened: "no", failure: "transient" } as const;

function failure(says: Course["says"]): Error {
  switch (says) {
    case "no":
      return new ConnectorError("simulated: nobody answers", no);
    case "refusal":
      return new ConnectorError("simulated: refused", { happened: "no", failure: "deterministic" });
    case "yes":
      return new ConnectorError("simulated: mumbled", { happened: "yes", failure: "transient" });
    case "garbage":
      return new Meant("simulated: the connector itself broke");
    default:
      return new ConnectorError("simulated: the line broke", {
        happened: "maybe",
        failure: "transient",
      });
  }
}
