import type { Rung } from "../../agent/contract.ts";
import type { RungSpec } from "../../agent/spec.ts";
import { type Labelled, secretsIn } from "../../value/label.ts";
import type { Office } from "../office.ts";
import type { Context } from "./context.ts";
import { silentUntil } from "./silence.ts";

/** Why a rung cannot be stood on now (LA2): nobody does it, a key is missing, the model is silent. */
export function lacks({ office, turn }: Context, rung: RungSpec): string | null {
  if (rung.kind === "template" || rung.kind === "manual") return null;
  const executor = office.executors.get(rung.kind);
  if (executor === undefined) return `nothing here performs "${rung.kind}"`;
  const here = asRung(office, rung);
  const missing = executor.lacks?.(here) ?? null;
  if (missing !== null || here.kind !== "model" || here.on === null) return missing;
  return silentUntil(turn, here.on) === null
    ? null
    : `"${here.tier}" fails or is busy, and is left alone`;
}

/** Why a model cannot be given this: no model is told a secret. Nothing is cut out, or it would guess. */
export function withheld({ kind }: RungSpec, input: Labelled): string | null {
  const [first] = kind === "model" ? secretsIn(input) : [];
  if (first === undefined) return null;
  const place = first === "" ? "its input" : `"${first.slice(1).replaceAll("/", ".")}"`;
  return `${place} is secret, which no model is told; give it only what it needs`;
}

/** What stands behind a tier is always current, whatever release the run pins. */
export function asRung({ settings }: Office, rung: RungSpec): Rung {
  return rung.kind === "model" ? { ...rung, on: settings.models?.[rung.tier] ?? null } : rung;
}
