import type { AgentResult, Executor } from "../../agent/contract.ts";
import { AgentError } from "../../agent/contract.ts";
import * as ladder from "../../agent/ladder.ts";
import type { AgentSpec } from "../../agent/spec.ts";
import { shownIn } from "../../agent/shown.ts";
import { renderTemplate } from "../../agent/template-agent.ts";
import { heldBack } from "../../kernel/control.ts";
import type { AgentNode } from "../../kernel/plan.ts";
import { nextAttempt } from "../../kernel/retry.ts";
import { compile, truth } from "../../value/cel.ts";
import { isObject } from "../../value/json.ts";
import { type Labelled, ownText, part } from "../../value/label.ts";
import { controlStream, runOf } from "../streams.ts";
import { callsOf, claim, renewing, settleOpenCall } from "./claim.ts";
import { propose } from "../effect/propose.ts";
import { openForm } from "./form.ts";
import { reporter } from "./reporter.ts";
import { asRung, lacks, withheld } from "./rung.ts";
import { noteHeard } from "./silence.ts";
import { wantedFor } from "./told.ts";
import {
  attemptOf,
  complete,
  type Context,
  fail,
  givenTo,
  scopeOf,
  stepOf,
  type Work,
} from "./context.ts";

/**
 * An agent's step: the first rung of its ladder that somebody here performs, down to the operator.
 * Templates are rendered inside the turn; whatever takes time runs after it, unseen from outside, and
 * needs no claim on record. A call that discloses something claims first (ST7).
 */
export function startAgent(context: Context<AgentNode>): Work | null {
  const { node, release, office } = context;
  const spec = release.agents[node.agent];
  if (spec === undefined) {
    fail(
      context,
      "deterministic",
      "unknown_agent",
      `Cannot ask agent "${node.agent}": this release has none of that name`,
    );
    return null;
  }
  if (heldBack(context.turn.get(controlStream), { agent: node.agent }) !== null) return null;
  const input = givenTo(context, node.with);
  const problems = office.check(spec.input, input.value);
  if (problems.length > 0) {
    fail(
      context,
      "deterministic",
      "contract",
      `What it was given does not fit: ${problems.map(inWords).join("; ")}`,
    );
    return null;
  }
  const footing = ladder.next(
    spec,
    triedOf(context),
    (rung) => withheld(rung, input) ?? lacks(context, rung),
  );
  const { rung } = footing;
  if (rung.kind === "manual") {
    openForm(context, input, "ladder");
    return null;
  }
  if (rung.kind === "template") {
    render(context, spec, footing, input);
    return null;
  }
  return execution(context, spec, footing, input);
}

function triedOf(context: Context<AgentNode>): readonly ladder.Tried[] {
  const step = stepOf(context);
  return step !== undefined && "tried" in step ? step.tried : [];
}

function render(
  context: Context<AgentNode>,
  spec: AgentSpec,
  footing: ladder.Footing,
  input: Labelled,
): void {
  if (footing.rung.kind !== "template") return;
  let output: Labelled;
  try {
    output = renderTemplate(footing.rung.template, input);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failed(context, spec, footing, new AgentError(message, "deterministic", error));
  }
  accept(context, spec, footing, { output, proposals: [], confidence: null, costMicros: 0 });
}

function execution(
  context: Context<AgentNode>,
  spec: AgentSpec,
  footing: ladder.Footing,
  input: Labelled,
): Work {
  const { office, id, path, node } = context;
  const attempt = attemptOf(context);
  const report = reporter(context, `agent:${node.agent}`);
  const rung = asRung(office, footing.rung);
  const tier = rung.kind === "model" ? rung.tier : rung.kind;
  const wanted = wantedFor(context, spec, rung.kind, input);
  const base = {
    agent: node.agent,
    rung,
    input,
    output: spec.output,
    ...(spec.skills === undefined ? {} : { skills: spec.skills }),
    deadlineMs: spec.deadlineMs,
    ...(spec.maxOutputTokens === undefined ? {} : { maxOutputTokens: spec.maxOutputTokens }),
  };
  return {
    key: `${id}:${path}`,
    async start(signal) {
      const executor: Executor | undefined = office.executors.get(rung.kind);
      const discloses = executor?.discloses === true;
      const told = wanted === null ? null : await office.contexts.put(wanted, signal);
      const request = told === null ? base : { ...base, context: told.context };
      const purpose = { rung: footing.index, tier, shown: shownIn(request) };
      if (discloses && !(await claim(context, attempt, footing.index, told?.pack ?? null))) return;
      const end = discloses ? renewing(context, attempt) : (): void => {};
      let result: AgentResult | AgentError;
      try {
        if (executor === undefined)
          throw new AgentError(`Nothing here performs "${rung.kind}"`, "deterministic");
        const given = await executor.execute(request, signal, callsOf(context, attempt, purpose));
        // What its calls cost was recorded with each of them.
        result = discloses ? { ...given, costMicros: 0 } : given;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof AgentError)) office.fault(error, `agent "${node.agent}"`);
        const message = error instanceof Error ? error.message : String(error);
        result =
          error instanceof AgentError ? error : new AgentError(message, "deterministic", error);
      } finally {
        end();
      }
      if (signal.aborted) return;
      await report((now) => {
        // What ended without an end being heard was waited for in vain.
        settleOpenCall(now, result instanceof AgentError ? "late" : undefined);
        noteHeard(now.turn, rung, result, spec.deadlineMs);
        if (result instanceof AgentError) failed(now, spec, footing, result);
        else accept(now, spec, footing, result);
      });
    },
  };
}

/** ST5: contract and acceptance are checked before anything is persisted or goes outward. */
function accept(
  context: Context<AgentNode>,
  spec: AgentSpec,
  footing: ladder.Footing,
  result: AgentResult,
): void {
  const { office, node } = context;
  const problems = office.check(spec.output, result.output.value);
  if (problems.length > 0) {
    const message = `What it answered does not fit: ${problems.map(inWords).join("; ")}`;
    return failed(context, spec, footing, new AgentError(message, "semantic"));
  }
  if (node.accept !== null) {
    let accepted: boolean;
    try {
      accepted = truth(compile(node.accept), { ...scopeOf(context), out: result.output });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return fail(context, "deterministic", "expression", message);
    }
    if (!accepted) {
      const message = `The answer is not accepted: "${node.accept}" does not hold`;
      return failed(context, spec, footing, new AgentError(message, "semantic"));
    }
  }
  const { model } = result;
  const by = {
    agent: node.agent,
    version: spec.version,
    ...(model === undefined ? {} : { model }),
  };
  const proposals = [...result.proposals, ...asked(spec, result.output)];
  if (proposals.length === 0) {
    return complete(context, result.output, footing.rung.kind, {
      costMicros: result.costMicros,
      ...by,
    });
  }
  propose(context, {
    principal: `agent:${node.agent}`,
    persona: spec.persona,
    confidence: result.confidence,
    by: { rung: footing.rung.kind, ...by },
    output: result.output,
    costMicros: result.costMicros,
    acts: proposals,
  });
}

/** `/client: lacks "vatId"` → `"client" lacks "vatId"`. */
function inWords(problem: string): string {
  return problem.replace(/^\/([^:]+): /, (_, place: string) => `"${place.replaceAll("/", ".")}" `);
}

/** An agent with capabilities asks for acts in `proposals` of its output: [{ action, args }]. */
function asked(spec: AgentSpec, output: Labelled): { action: string; args: Labelled }[] {
  if (spec.may.length === 0 || !isObject(output.value)) return [];
  const list = output.value["proposals"];
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry, i) => {
    if (!isObject(entry) || typeof entry["action"] !== "string") return [];
    const labels = part(output.labels, `/proposals/${i}/args`);
    return [{ action: entry["action"], args: { value: entry["args"] ?? {}, labels } }];
  });
}

/** ST6: the class decides. A rung that fails for good gives way to the next; the last is the operator. */
function failed(
  context: Context<AgentNode>,
  spec: AgentSpec,
  footing: ladder.Footing,
  error: AgentError,
): void {
  const { turn, id, path } = context;
  const { failure, retryAfterMs } = error;
  const key = `${id}/${path}`;
  const { rung } = footing;
  const unpaid = error.code === "budget_exhausted" && rung.kind === "model";
  const delay = nextAttempt(spec.retries, footing.attempt, failure, retryAfterMs, key);
  turn.emit(runOf(id), {
    type: "step.failed",
    data: {
      path,
      attempt: attemptOf(context),
      rung: footing.index,
      failure,
      code: error.code,
      ...(unpaid ? { tier: rung.tier } : {}),
      // What is left alone is not waited for.
      retryAt: turn.at + (lacks(context, footing.rung) === null ? (delay ?? 0) : 0),
      item: null,
    },
    values: { message: ownText(error.message.slice(0, 2_000)) },
  });
}
