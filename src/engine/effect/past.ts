import type { Action } from "../../connectors/contract.ts";
import { type Control, provenFrom } from "../../kernel/control.ts";
import { isWaiting } from "../../kernel/effect.ts";
import type { Call } from "./call.ts";
import { arrivalOf } from "../start.ts";
import { cellOf, type Context } from "../step/context.ts";
import { controlStream, inboundOf, runOf } from "../streams.ts";

/**
 * What may have gone on elsewhere before this company was restored or copied (QU3).
 *
 * PA1 A run is of the past if its cause is: it had begun, or what began it had happened, before the
 *     company was admitted. What derives its id from the same cause derives the same tokens.
 * PA2 A cause whose time nobody can tell for sure counts as past.
 * PA4 Until it was looked up such an act is neither asked about nor sent, and no answer ends it: she
 *     would say no, or something else, to what has happened. It holds its occasion meanwhile.
 */
export function mustSeek(context: Where, token: string): boolean {
  const act = cellOf(context).run.effects[token];
  return act !== undefined && isWaiting(act) && isOpen(context, act.sought);
}

/** PA4: whether an act of this step, or without one of the whole run, is still to be looked up. */
export function seeksAny(context: Where, path: string | null): boolean {
  return Object.entries(cellOf(context).run.effects).some(
    ([token, act]) => (path === null || act.path === path) && mustSeek(context, token),
  );
}

type Where = Pick<Context, "turn" | "office" | "id">;

export function mustSeekUndo(context: Context, token: string): boolean {
  const act = cellOf(context).run.effects[token];
  return act !== undefined && isOpen(context, act.undoSought);
}

function isOpen(context: Where, sought: number): boolean {
  if (!context.office.seeks) return false;
  const { takeover } = context.turn.get(controlStream);
  return takeover !== null && sought !== takeover.epoch && ofThePast(context);
}

/** How long a request may be repeated under its old name by who asked it. */
const repeatedForMs = 86_400_000;

function ofThePast({ turn, id }: Pick<Context, "turn" | "id">): boolean {
  const { takeover } = turn.get(controlStream);
  const { run } = turn.get(runOf(id));
  if (takeover === null) return false;
  if (run.startedAt <= takeover.at) return true;
  if (run.parent !== null) return ofThePast({ turn, id: run.parent.run });
  const admittedAt = takeover.admittedAt ?? Number.MAX_SAFE_INTEGER;
  const { kind, key } = run.trigger;
  switch (kind) {
    case "time":
      return Number.parseInt(key, 10) <= admittedAt;
    case "event": {
      const { at, occurredAt } = turn.get(inboundOf(arrivalOf(key)));
      // Nothing is read before it happened: such a time is none to rely on.
      return occurredAt <= admittedAt || occurredAt > at;
    }
    case "request": {
      const [stamp] = /^\d{13}(?!\d)/.exec(key) ?? [];
      if (stamp !== undefined) return Number(stamp) <= takeover.at;
      return run.startedAt <= admittedAt + repeatedForMs;
    }
    case "call":
      return true;
  }
}

/** Settings of connectors that name a place. */
const placeNames = ["folder", "journal", "invoices", "repository"];

/** An absolute path, a place among her files, or an address elsewhere: "git@host:site.git", "https://…". */
const notInDataFolder = /^(?:\/|[^/]*:)/;

/**
 * PA3 What a connector keeps in the data folder came back with it, as it was then, or was copied with
 *     it: that something is not there says nothing about the time since.
 */
export function lookupOfThePast(
  { settings }: Pick<Context["office"], "settings">,
  { takeover }: Pick<Control, "takeover">,
  connector: string,
  lookup: Action["lookup"],
): Action["lookup"] {
  if (lookup !== "authoritative" || takeover?.outsideKept === true) return lookup;
  return isInDataFolder({ settings }, connector) ? "presence" : lookup;
}

/** PA3. */
export function isInDataFolder(
  { settings }: Pick<Context["office"], "settings">,
  connector: string,
): boolean {
  const own = settings.connectors[connector]?.settings ?? {};
  return placeNames.some((name) => {
    const place = own[name];
    return typeof place === "string" && !notInDataFolder.test(place);
  });
}

/** A call made before a takeover may have been under way until the other copy was ended. */
export async function sinceTakeover(
  { office }: Pick<Context, "office">,
  call: Call,
  sentAt: number,
): Promise<Call> {
  const control = await office.book.read(controlStream);
  if (control.takeover === null || sentAt > control.takeover.at) return call;
  const deadlineAt = provenFrom(control, sentAt, call.deadlineAt, office.clock.now());
  const lookup = lookupOfThePast(office, control, call.connector, call.lookup);
  return { ...call, deadlineAt, lookup };
}
