import { z } from "zod";
import {
  type Action,
  type ActionRequest,
  type Connector,
  ConnectorError,
  type Found,
  type Source,
} from "../../src/connectors/contract.ts";
import type { Json, JsonObject } from "../../src/value/json.ts";

/** One act as the outside knows it. */
export type Act = {
  token: string;
  digest: string;
  args: JsonObject;
  number: string | null;
  at: number;
  result: JsonObject;
  /** From when on a look-up shows it, on the world's clock. */
  visibleFrom: number;
  undone: { result: JsonObject; visibleFrom: number } | null;
};

/**
 * What the next call does. The default is "fine".
 * - before: does not act, and says so · before-maybe: does not act, cannot tell
 * - after: acts, cannot tell · after-yes: acts, says so, answers nothing · crash: acts, throws anything
 * - late: acts only `settlesMs` after the call failed · twice: the outside acts twice
 * - refuse: says no for good · hold: waits for `release`, then is fine
 */
export type Script =
  | "fine"
  | "before"
  | "before-maybe"
  | "after"
  | "after-yes"
  | "crash"
  | "late"
  | "twice"
  | "refuse"
  | "hold";

/** The outside. It outlives the connector, as the outside outlives a crash of ours. */
export class World {
  readonly acts: Act[] = [];
  /** Every call that reached the outside, in order: "perform t1", "find t1", "compensate t1". */
  readonly calls: string[] = [];
  readonly scripts: Script[] = [];
  readonly undoScripts: Script[] = [];
  now: () => number = () => 0;
  /** Look-ups fail while it is set. */
  lookupDown = false;
  #held: (() => void)[] = [];

  plan(...scripts: Script[]): void {
    this.scripts.push(...scripts);
  }
  planUndo(...scripts: Script[]): void {
    this.undoScripts.push(...scripts);
  }
  of(token: string): Act[] {
    return this.acts.filter((act) => act.token === token);
  }
  hold(): Promise<void> {
    return new Promise((resolve) => this.#held.push(resolve));
  }
  release(): void {
    for (const resolve of this.#held.splice(0)) resolve();
  }
}

export type ScriptedOptions = {
  kind?: string;
  action?: string;
  lookup?: Action["lookup"];
  settlesMs?: number;
  deadlineMs?: number;
  latenessMs?: number;
  undo?: boolean;
  /** Name of the argument that is the occasion. */
  businessKey?: string;
  /** Text before the number of a series: "2026-". */
  series?: string;
  /** What one act costs, in millionths. */
  costMicros?: number;
  /** False: the outside acts again when it is called again, so that doubles can be counted. */
  dedupes?: boolean;
  source?: Source;
  /** How long an act can be taken back before it leaves. */
  holdMs?: number;
  /** What is new in its conversation. */
  news?: NonNullable<Action["news"]>;
  /** Where she does it by hand. */
  byHand?: NonNullable<Action["byHand"]>;
};

const input = z.strictObject({
  to: z.string().min(1),
  amount: z.string().exactOptional(),
  occasion: z.string().exactOptional(),
  note: z.string().exactOptional(),
});

export function scriptedConnector(world: World, options: ScriptedOptions = {}): Connector {
  const name = options.action ?? "act";
  return {
    kind: options.kind ?? "scripted",
    version: 1,
    actions: { [name]: action(name, world, options) },
    ...(options.source === undefined ? {} : { source: options.source }),
    async health() {
      return { ok: true, note: `${world.acts.length} acts` };
    },
  };
}

function action(name: string, world: World, options: ScriptedOptions): Action {
  const settlesMs = options.settlesMs ?? 0;
  const occasion = options.businessKey;
  return {
    input,
    output: ["id", "to", "number"],
    kinds: { "/to": "recipient", "/amount": "amount", "/note": "text" },
    deed: `${name} done`,
    lookup: options.lookup ?? "authoritative",
    settlesMs,
    deadlineMs: options.deadlineMs ?? 10_000,
    latenessMs: options.latenessMs ?? 86_400_000,
    undo: options.undo === true ? { deed: `take ${name} back`, note: "can be undone" } : null,
    amount: (args) => text(args["amount"]),
    ...(options.holdMs === undefined ? {} : { holdMs: options.holdMs }),
    ...(options.news === undefined ? {} : { news: options.news }),
    ...(options.byHand === undefined ? {} : { byHand: options.byHand }),
    ...(options.costMicros === undefined ? {} : { cost: () => options.costMicros ?? 0 }),
    preview: (args) => ({ line: `${name} for ${text(args["to"]) ?? ""}`, details: [] }),
    ...(occasion === undefined ? {} : { businessKey: (args) => text(args[occasion]) }),
    ...(options.series === undefined ? {} : { series: series(world, options.series) }),
    perform: (request) => perform(world, options, request),
    find: async (request) => {
      world.calls.push(`find ${request.token}`);
      if (world.lookupDown) throw failed("Cannot look up: the outside is down", "no");
      const act = visible(world, request);
      return act === undefined ? { found: false } : found(act.digest, act.result);
    },
    ...(options.undo === true ? undoing(world, settlesMs) : {}),
  };
}

async function perform(
  world: World,
  options: ScriptedOptions,
  request: ActionRequest,
): Promise<JsonObject> {
  world.calls.push(`perform ${request.token}`);
  const script = world.scripts.shift() ?? "fine";
  const earlier = options.dedupes === false ? undefined : world.of(request.token)[0];
  if (earlier !== undefined) {
    if (earlier.digest === request.digest) return earlier.result;
    throw failed(`Cannot act: token "${request.token}" carries other bytes`, "no", "deterministic");
  }
  await stand(script, world);
  const act = (visibleFrom: number): JsonObject => {
    const number = request.number ?? null;
    const result = { id: `act-${world.acts.length + 1}`, to: request.args["to"] ?? null, number };
    const { token, digest, args, at } = request;
    world.acts.push({ token, digest, args, number, at, result, visibleFrom, undone: null });
    return result;
  };
  const result = act(script === "late" ? world.now() + (options.settlesMs ?? 0) : world.now());
  if (script === "twice") act(world.now());
  fall(script);
  return result;
}

/** What goes wrong before the outside acts. */
async function stand(script: Script, world: World): Promise<void> {
  if (script === "before") throw failed("Cannot act: the line was dead", "no");
  if (script === "before-maybe") throw failed("Cannot tell: the line broke", "maybe");
  if (script === "refuse") throw failed("Cannot act: the outside says no", "no", "deterministic");
  if (script === "hold") await world.hold();
}

/** What goes wrong once it acted, or will act. */
function fall(script: Script): void {
  if (script === "after") throw failed("Cannot tell: the line broke while sending", "maybe");
  if (script === "late") throw failed("Cannot tell: no answer in time", "maybe");
  if (script === "after-yes") throw failed("It acted, and answered nothing we can read", "yes");
  if (script === "crash") throw new TypeError("the connector itself broke");
}

function undoing(world: World, settlesMs: number): Pick<Action, "compensate" | "findCompensation"> {
  return {
    async compensate(request) {
      world.calls.push(`compensate ${request.token}`);
      const act = world.of(request.token)[0];
      if (act === undefined) {
        throw failed(`Cannot take back "${request.token}": no such act`, "no", "deterministic");
      }
      if (act.undone !== null) return act.undone.result;
      const script = world.undoScripts.shift() ?? "fine";
      await stand(script, world);
      const late = script === "late" ? settlesMs : 0;
      act.undone = {
        result: { undone: act.result["id"] ?? null },
        visibleFrom: world.now() + late,
      };
      fall(script);
      return act.undone.result;
    },
    async findCompensation(request) {
      world.calls.push(`findCompensation ${request.token}`);
      if (world.lookupDown) throw failed("Cannot look up: the outside is down", "no");
      const undone = visible(world, request)?.undone ?? null;
      if (undone === null || undone.visibleFrom > world.now()) return { found: false };
      return found(request.digest, undone.result);
    },
  };
}

function series(world: World, prefix: string): NonNullable<Action["series"]> {
  return {
    name: () => prefix,
    text: (name, n) => `${name}${String(n).padStart(3, "0")}`,
    highest: async (name) =>
      world.acts.reduce((most, act) => Math.max(most, count(act.number, name)), 0),
  };
}

function count(number: string | null, prefix: string): number {
  return number?.startsWith(prefix) === true ? Number(number.slice(prefix.length)) : 0;
}

function visible(world: World, request: ActionRequest): Act | undefined {
  return world.of(request.token).find((act) => act.visibleFrom <= world.now());
}

function found(digest: string, result: JsonObject): Found {
  return { found: true, digest, result };
}

function text(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function failed(
  message: string,
  happened: "no" | "yes" | "maybe",
  failure: "transient" | "deterministic" = "transient",
): ConnectorError {
  return new ConnectorError(message, { happened, failure });
}
