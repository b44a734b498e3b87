import { nameOf } from "../../agent/tier.ts";
import type { Owner } from "../../engine/owner.ts";
import { silenceOf } from "../../engine/step/silence.ts";
import { wasAsked } from "../../kernel/breaker.ts";
import type { Finding } from "../contract/status.ts";
import { timeText } from "./days.ts";
import { failing, untilItAnswers, whyNot } from "./failing.ts";

export type Silent = { name: string; model: string; why: string; until: number };

/** Tiers that are left alone for a while, because they kept failing (B8) or asked for it (BR3). */
export async function silent({ office }: Owner): Promise<Silent[]> {
  const found: Silent[] = [];
  for (const [name, tier] of Object.entries(office.settings.models ?? {})) {
    const state = await office.book.read(silenceOf(tier));
    if (state.openUntil <= office.clock.now()) continue;
    const why = wasAsked(state)
      ? "asked to be left alone"
      : `failed ${state.failures} times in a row`;
    found.push({ name, model: nameOf(tier), why, until: state.openUntil });
  }
  return found;
}

export async function silentFindings(owner: Owner, found: readonly Silent[]): Promise<Finding[]> {
  const reasons = new Map((await failing(owner)).map(({ name, fault }) => [name, fault]));
  return found.map(({ name, model, why, until }) => {
    const fault = reasons.get(name);
    const because = fault === undefined ? "" : `, at last because ${whyNot(fault)}`;
    return {
      ok: false,
      name: "models",
      line: `The model ${name} (${model}) ${why}${because}`,
      effect: `It is not asked until ${timeText(owner, until)}, then tried; meanwhile its work is done by what stands below it in each ladder, or comes to you.`,
      remedy: `Look whether its server runs. ${untilItAnswers}`,
    };
  });
}

/** For wherever she looks. */
export async function silentWarnings(owner: Owner): Promise<string[]> {
  return (await silent(owner)).map(
    ({ name, model, why, until }) =>
      `The model ${name} (${model}) ${why} and is not asked until ${timeText(owner, until)}: see doctor`,
  );
}
