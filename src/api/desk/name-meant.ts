import type { Owner } from "../../engine/owner.ts";
import { suggest } from "../../value/nearest.ts";
import { Refused } from "../contract/refused.ts";

/** A process of hers, or one that jobs of before are of; else it is refused, not answered by an empty list. */
export async function processMeant({ office, store }: Owner, name: string): Promise<string> {
  const names = Object.keys(office.active.plans);
  if (names.includes(name)) return name;
  const [row] = await store.find({ table: "run", where: { runbook: name }, limit: 1 });
  if (row !== undefined) return name;
  throw new Refused({
    code: "process_unknown",
    message: `There is no process "${name}"; ${suggest(name, names.toSorted(), "process")}`,
  });
}

/** An agent of hers. One that is no more is known only where something of it was found. */
export function agentMeant({ office }: Owner, name: string): string {
  const names = Object.keys(office.active.agents);
  if (names.includes(name)) return name;
  throw new Refused({
    code: "agent_unknown",
    message: `There is no agent "${name}"; ${suggest(name, names.toSorted(), "agent")}`,
  });
}
