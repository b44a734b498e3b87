import type { Owner } from "../../engine/owner.ts";
import { nodeAt, scopeAt } from "../../kernel/interpret.ts";
import type { Node, Plan } from "../../kernel/plan.ts";
import { plainText } from "../../kernel/interpret.ts";
import { baseScope } from "../../engine/step/context.ts";
import { type RunCell, runOf } from "../../engine/streams.ts";
import type { Json } from "../../value/json.ts";
import { ownText } from "../../value/label.ts";
import { render } from "../../value/template.ts";
import type { Release } from "../../workspace/release.ts";
import { inLocale } from "./in-locale.ts";
import { stepWords } from "./sentences.ts";

/** A run with the plan that it pins, and one of its steps: what views are written from. */
export type Standing = {
  cell: RunCell;
  plan: Plan;
  release: Release;
  node: Node | null;
  path: string;
};

export async function standing(owner: Owner, run: string, about: string): Promise<Standing | null> {
  const { office } = owner;
  const cell = await office.book.read(runOf(run));
  if (cell.run.release === "") return null;
  const release = await office.releases.load(cell.run.release);
  const plan = release.plans[cell.run.runbook];
  if (plan === undefined) return null;
  const path = cell.run.effects[about]?.path ?? about;
  return { cell, plan, release, node: nodeAt(plan, path), path };
}

/** What the job is called, as its process says; "" where that says nothing, or nothing that is known yet. */
export function jobName(owner: Owner, { plan, cell }: Standing): string {
  if (plan.title === undefined || cell.run.input.forgotten === true) return "";
  const unknown = Object.fromEntries(plan.steps.map(({ name }) => [name, ownText(null)]));
  // Behind the last step: what every step of the outermost block gave.
  const known = scopeAt(plan, cell.run, "", baseScope(owner.office, cell));
  try {
    return inLocale(owner, plainText(render(plan.title, { ...unknown, ...known }).value)).trim();
  } catch {
    return "";
  }
}

/** A title of the runbook, filled in; never an error on a screen, and nothing half of who was forgotten. */
export function filledIn(owner: Owner, at: Standing, template: Json): string {
  if (at.cell.run.input.forgotten === true) return "(forgotten)";
  const scope = scopeAt(at.plan, at.cell.run, at.path, baseScope(owner.office, at.cell));
  try {
    return inLocale(owner, plainText(render(template, scope).value));
  } catch {
    return `"${stepWords(at.path)}"`;
  }
}
