import type { Said } from "../../engine/answer/outcome.ts";
import type { Owner } from "../../engine/owner.ts";
import { stuckAtOnce } from "../../engine/foresee.ts";
import { opaque } from "../../engine/office.ts";
import { startRun } from "../../engine/start.ts";
import type { Turn } from "../../engine/turn.ts";
import { whom } from "../../engine/intake/whom.ts";
import { runOf } from "../../engine/streams.ts";
import type { JsonObject } from "../../value/json.ts";
import type { Outcome } from "../contract/desk.ts";
import type { Ask } from "./ask.ts";
import { wrongToBeginWith } from "./begun-with.ts";
import { inLocale } from "./in-locale.ts";
import { notByRequest } from "./process.ts";
import { operator } from "../../engine/who.ts";

type Request = { runbook: string; input: JsonObject; requestId: string };

/**
 * Begins a job at her word. What can be known to be wrong then is refused before anything is recorded:
 * what it is begun with, and what its first steps would say of it.
 */
export async function start(owner: Owner, ask: Ask, request: Request): Promise<Outcome> {
  const { office } = owner;
  const stuck = await office.book.foresee(operator, (turn) => {
    const said = begin(turn, owner, request);
    return said.ok ? stuckAtOnce(turn, office) : null;
  });
  if (stuck === null) return ask((turn) => begin(turn, owner, request));
  return {
    ok: false,
    code: "stuck_at_once",
    message: inLocale(owner, `Cannot start "${request.runbook}": ${stuck}`),
  };
}

function begin(turn: Turn, owner: Owner, request: Request): Said {
  const { office } = owner;
  const { runbook, input, requestId } = request;
  const refusal = notByRequest(owner, runbook);
  if (refusal !== null) return { ok: false, refusal };
  const wrong = wrongToBeginWith(owner, runbook, input);
  if (wrong !== null) {
    const message = `Cannot start "${runbook}": ${wrong.reason}; ${wrong.remedy}`;
    return { ok: false, refusal: { code: "input_invalid", message } };
  }
  const about = whom(turn, office, runbook, input);
  if ("wrong" in about) {
    const message = `Cannot start "${runbook}": it is about a person, and ${about.wrong}`;
    return { ok: false, refusal: { code: "about_nobody", message } };
  }
  const started = startRun(turn, office, {
    runbook,
    release: office.active.id,
    trigger: { kind: "request", key: requestKey(owner, requestId) },
    ...about,
    parent: null,
  });
  if (started.busy !== undefined) {
    const { number } = turn.get(runOf(started.busy)).run;
    const message = `Cannot start "${runbook}": job ${number} about the same client is not over; see it with "mainstay show ${number}"`;
    return { ok: false, refusal: { code: "subject_occupied", message } };
  }
  return { ok: true, message: `Job ${started.number} begins`, number: started.number };
}

/** Whoever asks names her request as she likes; the leading time keeps ids in its order (ST9). */
function requestKey({ office }: Owner, requestId: string): string {
  const [stamp] = /^\d{13}(?!\d)/.exec(requestId) ?? [];
  const hash = opaque(office, "request", requestId);
  return stamp === undefined ? hash : `${stamp}-${hash}`;
}
