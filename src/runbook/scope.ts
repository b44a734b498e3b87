import type { Plan } from "../kernel/plan.ts";
import { anything, type Shape, withFields } from "./shape.ts";

/** Names that an expression can use at one place, each with what is known of its fields (PL2). */
export type Scope = ReadonlyMap<string, Shape>;

const company = withFields(["name", "currency", "timeZone", "locale", "details"]);

/** What every step of a plan sees before any other: by what started it, and whom it is about. */
export function outermost(plan: Plan, called: boolean): Map<string, Shape> {
  const scope = new Map<string, Shape>([
    ["company", company],
    ["subject", anything],
    ["job", anything],
  ]);
  const starts = new Set<string>(plan.triggers.map((trigger) => trigger.on));
  if (starts.has("event")) scope.set("event", anything).set("trigger", anything);
  if (starts.has("time")) scope.set("slot", withFields(["at", "day", "month"]));
  if (starts.has("request") || called) scope.set("input", anything);
  return scope;
}

/** What the `when` of a trigger sees: the arrival itself. */
export const atTrigger: Scope = new Map([["event", anything]]);

/** What `about` of a request sees: what she begins it with. */
export const atRequest: Scope = new Map([["input", anything]]);

/** What `where` of a time trigger's `about` sees, besides the record. */
export const atSlot: Scope = new Map([["slot", withFields(["at", "day", "month"])]]);

/** Inside `where`, `event` is the arrival that is looked at; what began it all stays `trigger`. */
export function atWait(scope: Scope): Scope {
  return including(scope, "event", anything);
}

export function including(scope: Scope, name: string, shape: Shape): Map<string, Shape> {
  return new Map(scope).set(name, shape);
}
