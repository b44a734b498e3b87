import type { Action, Found } from "../../connectors/contract.ts";
import type { JsonObject } from "../../value/json.ts";
import { ownText } from "../../value/label.ts";
import type { Office } from "../office.ts";
import { cellOf, type Context, type Work } from "../step/context.ts";
import { controlStream, runOf } from "../streams.ts";
import { actionOf } from "./action.ts";
import { hold, standFor } from "./clear.ts";
import { recordOutcome } from "./outcome.ts";
import { lookupOfThePast, mustSeek, mustSeekUndo } from "./past.ts";
import { requestOf } from "./perform.ts";
import { undone, undoRequest } from "./undone.ts";

/**
 * Finds an act of the past before it is asked about or performed (QU3).
 *
 * SK1 What is found with the same arguments has happened: it is recorded, and never done again.
 * SK2 Absence counts where it proves something, once what was on its way has settled: then it may be
 *     performed, in this epoch.
 * SK3 Where nothing is proven the operator decides. Her yes counts for this epoch.
 * SK4 A look-up that fails is repeated; nothing is performed before.
 * SK5 What is found stands for its occasion, and what waited for the same is a conflict for her.
 */
type Sought =
  | { kind: "found"; result: JsonObject }
  | { kind: "absent" }
  | { kind: "unsure"; message: string }
  | { kind: "later"; until: number };

const pauseMs = 60_000;

export function seek(context: Context, token: string): Work {
  const { office, id } = context;
  return {
    key: `${id}:${token}`,
    async start(signal) {
      const act = (await office.book.read(runOf(id))).run.effects[token];
      if (act === undefined) return;
      const { connector, action: name, digest } = act.proposal;
      const action = actionOf(office, connector, name)?.action;
      const request = { ...requestOf(act, context.release), at: office.clock.now() };
      const find = action && (() => action.find(request, office.files));
      const sought = await ask(office, connector, action, find, digest);
      if (signal.aborted) return;
      await inTurn(context, (now) => {
        const current = cellOf(now).run.effects[token];
        if (current?.attempts === act.attempts && mustSeek(now, token)) settle(now, token, sought);
      });
    },
  };
}

/** The same for taking it back. */
export function seekUndo(context: Context, token: string): Work {
  const { office, id } = context;
  return {
    key: `${id}:${token}/undo`,
    async start(signal) {
      const act = (await office.book.read(runOf(id))).run.effects[token];
      if (act === undefined) return;
      const { connector, action: name, digest } = act.proposal;
      const action = actionOf(office, connector, name)?.action;
      const { request, applied } = undoRequest(act, context.release, office.clock.now());
      const search = action?.findCompensation?.bind(action);
      const find = search && (() => search(request, applied, office.files));
      const sought = await ask(office, connector, action, find, digest);
      if (signal.aborted) return;
      await inTurn(context, (now) => {
        if (mustSeekUndo(now, token)) settleUndo(now, token, sought);
      });
    },
  };
}

async function ask(
  office: Office,
  connector: string,
  action: Action | undefined,
  find: (() => Promise<Found>) | undefined,
  digest: string,
): Promise<Sought> {
  const unsure = (message: string): Sought => ({ kind: "unsure", message });
  if (action === undefined) return unsure("Its connector is not set up here any more");
  if (action.lookup === "none" || find === undefined) return unsure("It cannot be looked up");
  let found: Found;
  try {
    found = await find();
  } catch {
    return { kind: "later", until: office.clock.now() + pauseMs };
  }
  if (found.found) {
    return found.digest === digest
      ? { kind: "found", result: found.result }
      : unsure(
          "Something stands there under its token, and it cannot be told whether it is the same",
        );
  }
  const control = await office.book.read(controlStream);
  if (lookupOfThePast(office, control, connector, action.lookup) === "presence") {
    return unsure("No trace of it, which proves nothing");
  }
  const { takeover } = control;
  const now = office.clock.now();
  const settled = (takeover?.admittedAt ?? now) + action.settlesMs;
  return now >= settled ? { kind: "absent" } : { kind: "later", until: settled };
}

async function inTurn(context: Context, work: (now: Context) => void): Promise<void> {
  const { office, id } = context;
  const cell = await office.book.read(runOf(id));
  const who = { actor: "engine", cause: cell.last, intent: cell.intent };
  await office.book.turn(who, (turn) => work({ ...context, turn }));
  office.wake(id);
}

function settle(context: Context, token: string, sought: Sought): void {
  const { turn, id } = context;
  const act = cellOf(context).run.effects[token];
  const { takeover } = turn.get(controlStream);
  if (act === undefined || takeover === null) return;
  const mark = { type: "effect.sought", data: { token, epoch: takeover.epoch } } as const;
  switch (sought.kind) {
    case "found":
      voidQuestion(context, token);
      standFor(context, token);
      return recordOutcome(context, token, { ...sought, kind: "applied", found: true });
    case "absent":
      turn.emit(runOf(id), mark);
      return;
    case "unsure":
      voidQuestion(context, token);
      // Until she says.
      standFor(context, token);
      turn.emit(runOf(id), mark);
      return hold(context, token, "restored", sought.message);
    case "later":
      turn.emit(runOf(id), { type: "effect.postponed", data: { token, until: sought.until } });
  }
}

/** What was asked about it has been overtaken by what became of it. */
function voidQuestion(context: Context, token: string): void {
  if (cellOf(context).approvals[token]?.status !== "pending") return;
  const data = { about: token, because: "changed" } as const;
  context.turn.emit(runOf(context.id), { type: "approval.voided", data });
}

function settleUndo(context: Context, token: string, sought: Sought): void {
  const { turn, id } = context;
  const { takeover } = turn.get(controlStream);
  const undo = cellOf(context).run.effects[token]?.undo;
  if (takeover === null || (undo?.status !== "none" && undo?.status !== "waiting")) return;
  const mark = { type: "undo.sought", data: { token, epoch: takeover.epoch } } as const;
  switch (sought.kind) {
    case "found":
      return undone(context, token, true, sought.result);
    case "absent":
      turn.emit(runOf(id), mark);
      return;
    case "unsure": {
      const values = { message: ownText(sought.message) };
      turn.emit(runOf(id), mark);
      turn.emit(runOf(id), { type: "undo.failed", data: { token, item: turn.number() }, values });
      return;
    }
    case "later": {
      const attempt = "attempts" in undo ? undo.attempts : 0;
      const data = { token, attempt, failure: "transient", retryAt: sought.until } as const;
      const values = { message: ownText("It could not be looked up yet") };
      turn.emit(runOf(id), { type: "undo.notDone", data, values });
    }
  }
}
