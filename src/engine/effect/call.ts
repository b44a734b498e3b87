import { type Action, ConnectorError, type Found } from "../../connectors/contract.ts";
import { absenceProves, settledAt } from "../../kernel/effect.ts";
import type { JsonObject } from "../../value/json.ts";
import type { Office } from "../office.ts";
import { controlStream } from "../streams.ts";
import type { Outcome } from "./outcome.ts";

/**
 * One call to a connector, of an act or of its undo, and what can be learnt about it afterwards.
 *
 * CA1 A call is made once per `sent`, only after that is synced (EF2), and not once everything is
 *     stopped (EF10).
 * CA2 The connector's own word counts: "no" is tried again, "yes" is never doubted (EF4).
 * CA3 A call past its deadline may still be under way: until it returns, or its process has died,
 *     only its presence outside proves anything (EF3). What it brings back late is still taken.
 * CA4 A call is not begun past its deadline: a process that was frozen before it may wake when another
 *     has taken over, looked the act up and gone on.
 */
export type Call = {
  /** Names it among what this process has under way. */
  key: string;
  connector: string;
  lookup: Action["lookup"];
  settlesMs: number;
  deadlineAt: number;
  /** What is found must carry it. */
  digest: string;
  perform(): Promise<JsonObject>;
  find(): Promise<Found>;
};

const stopped: Outcome = {
  kind: "notDone",
  failure: "transient",
  message: "Everything was stopped before it left",
  retryAfterMs: null,
  again: true,
};

const overslept: Outcome = { ...stopped, message: "It was too late to begin: nothing left" };

/** `report` is told what came of it, and told again if the call comes back after its deadline. */
export async function make(
  office: Office,
  call: Call,
  report: (outcome: Outcome) => Promise<void>,
): Promise<void> {
  // A stop that is decided after this look is acknowledged only after the call has begun.
  if ((await office.book.read(controlStream)).stopped !== null) return report(stopped);
  if (office.clock.now() >= call.deadlineAt) return report(overslept);
  const late = Promise.withResolvers<null>();
  const disarm = office.clock.after(call.deadlineAt, () => late.resolve(null));
  const returned = attempt(office, call);
  const outcome = await Promise.race([returned, late.promise]);
  disarm();
  if (outcome !== null) return report(outcome);
  follow(office, call, returned, report);
  const looked = await lookUp(office, call, false);
  const message = "The call did not come back in time";
  return report(looked.kind === "maybe" ? { ...looked, message } : looked);
}

/** Whether the call can no longer be under way: it returned, or the process that made it is dead. */
export function isOver(office: Office, key: string, process: string): boolean {
  return process !== office.process || !office.underWay.has(callKey(key));
}

/** Asks outside; only what EF3 accepts counts as "did not happen". */
export async function lookUp(office: Office, call: Call, over: boolean): Promise<Outcome> {
  const { lookup, settlesMs, digest } = call;
  if (lookup === "none") return { kind: "maybe", message: "It cannot be looked up", again: null };
  let found: Found;
  try {
    found = await call.find();
  } catch (error) {
    const message = `The look-up failed: ${messageOf(error)}`;
    return { kind: "maybe", message, again: againAt(office, call) };
  }
  if (found.found) {
    return found.digest === digest
      ? { kind: "applied", found: true, result: found.result }
      : { kind: "maybe", message: "Something else stands there under the same token", again: null };
  }
  const now = office.clock.now();
  if (absenceProves(call, lookup, settlesMs, over, now)) {
    return {
      kind: "notDone",
      failure: "transient",
      message: "It was looked up: nothing was done",
      retryAfterMs: 0,
    };
  }
  const settled = settledAt(call, settlesMs);
  const pending =
    now < settled ? settled : lookup === "authoritative" ? againAt(office, call) : null;
  return { kind: "maybe", message: "No trace of it, which proves nothing", again: pending };
}

async function attempt(office: Office, call: Call): Promise<Outcome> {
  try {
    return { kind: "applied", found: false, result: await call.perform() };
  } catch (error) {
    return afterError(office, call, error);
  }
}

async function afterError(office: Office, call: Call, error: unknown): Promise<Outcome> {
  const message = messageOf(error);
  if (!(error instanceof ConnectorError)) office.fault(error, `connector "${call.connector}"`);
  else if (error.happened === "no") {
    const { failure, retryAfterMs } = error;
    return { kind: "notDone", failure, message, retryAfterMs: retryAfterMs ?? null, said: true };
  }
  const looked = await lookUp(office, call, true);
  if (error instanceof ConnectorError && error.happened === "yes" && looked.kind !== "applied") {
    return { kind: "applied", found: false, result: {} };
  }
  return looked.kind === "maybe"
    ? { ...looked, message: `${message}. Not done again. ${looked.message}` }
    : looked;
}

/** Keeps a call that overran among what is under way until it comes back. */
function follow(
  office: Office,
  call: Call,
  returned: Promise<Outcome>,
  report: (outcome: Outcome) => Promise<void>,
): void {
  const key = callKey(call.key);
  const controller = new AbortController();
  office.underWay.set(key, controller);
  void returned
    .then((outcome) => (controller.signal.aborted ? undefined : report(outcome)))
    .catch((error: unknown) => office.fault(error, key))
    .finally(() => {
      if (office.underWay.get(key) === controller) office.underWay.delete(key);
    });
}

function callKey(key: string): string {
  return `${key}/call`;
}

/** Asked again ever more rarely: after a minute, up to an hour. */
function againAt(office: Office, call: Call): number {
  const now = office.clock.now();
  return now + Math.min(3_600_000, Math.max(60_000, now - call.deadlineAt));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
