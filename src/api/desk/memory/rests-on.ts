import type { Owner } from "../../../engine/owner.ts";
import { baseScope } from "../../../engine/step/context.ts";
import { nodeAt, scopeAt } from "../../../kernel/interpret.ts";
import type { Run } from "../../../kernel/run.ts";
import { compile } from "../../../value/cel.ts";
import { shellWord } from "../../../value/shell.ts";
import { filledIn, type Standing } from "../place.ts";
import { stepWords } from "../sentences.ts";

/** What of hers a check that failed rests on: an answer, where it stands, in words; null where it is none. */
export type Hers = { path: string; words: string };

export function hersBehind(owner: Owner, at: Standing): Hers | null {
  const found = readBy(owner, at).findLast(({ path }) => {
    const step = at.cell.run.steps[path];
    const kind = nodeAt(at.plan, path)?.kind;
    return kind === "approve" || (kind === "agent" && step?.status === "done" && step.byHand);
  });
  if (found === undefined) return null;
  const node = nodeAt(at.plan, found.path);
  const words = node?.kind === "approve" ? filledIn(owner, at, node.title) : stepWords(found.path);
  return { path: found.path, words };
}

/** Where a check rests on what she began the job with: how it is begun again, with that to be corrected. */
export function beginAgain(owner: Owner, at: Standing): string | null {
  if (!namesIn(at).has("input") || hersBehind(owner, at) !== null) return null;
  const begun = begunBy(at.cell.run);
  return begun === null
    ? null
    : `cancel it, and begin again with that corrected: mainstay ${begun}`;
}

/** What she typed to begin it; null where something else did, or that is not to be typed again. */
export function begunBy({ trigger, runbook, input }: Run): string | null {
  if (trigger.kind !== "request" || input.forgotten === true) return null;
  const said = JSON.stringify(input.value);
  return said.length > mostTyped ? null : `run ${runbook} --input ${shellWord(said)}`;
}

/** Longer ones stand in a file of hers. */
const mostTyped = 1_000;

function namesIn({ node }: Standing): ReadonlySet<string> {
  const free = node?.kind === "check" ? compile(node.that).free : [];
  return new Set(free.flatMap(([name]) => (name === undefined ? [] : [name])));
}

/** Steps whose output the check reads, in the order in which they were done. */
function readBy(owner: Owner, at: Standing): { path: string }[] {
  const { cell, plan, path } = at;
  const names = namesIn(at);
  const scope = scopeAt(plan, cell.run, path, baseScope(owner.office, cell));
  return Object.entries(cell.run.steps).flatMap(([each, step]) => {
    const name = nodeAt(plan, each)?.name ?? "";
    const read = step.status === "done" && names.has(name) && scope[name] === step.output;
    return read ? [{ path: each }] : [];
  });
}
