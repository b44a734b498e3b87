import type { Owner } from "../../engine/owner.ts";
import type { Target } from "../../kernel/control.ts";
import type { Refusal } from "../../kernel/decision.ts";
import { targetWords } from "./held.ts";

/** Why there is nothing of that name to pause; null where there is. */
export function noTarget(owner: Owner, target: Target): Refusal | null {
  if (target.kind === "everything") return null;
  const { active, connectors } = owner.office;
  const names = {
    runbook: Object.keys(active.plans),
    agent: Object.keys(active.agents),
    connector: [...connectors.keys()],
  }[target.kind];
  if (names.includes(target.name)) return null;
  const word = target.kind === "runbook" ? "process" : target.kind;
  const there = names.length === 0 ? "there is none" : `there are: ${names.toSorted().join(", ")}`;
  const message = `Cannot pause ${targetWords(target)}: there is no such ${word}; ${there}`;
  return { code: "target_unknown", message };
}
