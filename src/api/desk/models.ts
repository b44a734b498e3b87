import type { Models } from "../../agent/contract.ts";
import { nameOf, type Tier } from "../../agent/tier.ts";
import type { Owner } from "../../engine/owner.ts";
import { Prober, question } from "../../engine/probe.ts";
import { controlStream } from "../../engine/streams.ts";
import { inQuarantine } from "../../kernel/control.ts";
import { dayOf } from "../../value/locale.ts";
import type { Release } from "../../workspace/release.ts";
import type { Desk } from "../contract/desk.ts";
import type { Finding } from "../contract/status.ts";
import type { ModelCheck, ModelTier, ModelsView } from "../contract/models.ts";
import { faultIn, whyNot } from "./failing.ts";
import { quarantined } from "./held.ts";

/** What stands behind the tiers, and what their calls came to. */
export async function modelsView(owner: Owner, models: Models): Promise<ModelsView> {
  const { settings, clock } = owner.office;
  const { currency, timeZone, locale } = settings.company;
  const { workspaceMicros, perDayMicros } = settings.budgets;
  const now = clock.now();
  const tiers: ModelTier[] = [];
  for (const [name, tier] of Object.entries(settings.models ?? {}))
    tiers.push(await tierLine(owner, models, name, tier));
  const today = `day/${dayOf(now, timeZone)}`;
  const spent = [
    { name: "in all", micros: await spentIn(owner, "workspace"), limitMicros: workspaceMicros },
    { name: "today", micros: await spentIn(owner, today), limitMicros: perDayMicros },
  ];
  return { tiers, currency, spent, now, timeZone, locale };
}

export function modelOperations(owner: Owner, models: Models): Pick<Desk, "models" | "checkModel"> {
  const prober = new Prober(owner.office, models);
  return {
    models: async () => modelsView(owner, models),
    checkModel: async (tier) => checkModel(owner, prober, tier),
  };
}

/** In quarantine nothing is asked of anybody. */
async function checkModel(owner: Owner, prober: Prober, tier: string): Promise<ModelCheck> {
  if (!inQuarantine(await owner.office.book.read(controlStream))) return prober.ask(tier);
  return { ok: false, ...quarantined, costMicros: 0, latencyMs: null };
}

/** Models that can be asked, and that some ladder names; it costs no look at prices. */
export function askable({ office }: Owner, models: Models): string[] {
  const tiers = Object.entries(office.settings.models ?? {}).filter(
    ([name, tier]) => models.lacks(tier) === null && agentsOf(office.active, name).length > 0,
  );
  return [...new Set(tiers.map(([, tier]) => nameOf(tier)))];
}

function agentsOf({ agents }: Release, tier: string): string[] {
  const named = Object.values(agents).filter(({ ladder }) =>
    ladder.some((rung) => rung.kind === "model" && rung.tier === tier),
  );
  return named.map(({ agent }) => agent).toSorted();
}

async function tierLine(
  owner: Owner,
  models: Models,
  name: string,
  tier: Tier,
): Promise<ModelTier> {
  const [row] = await owner.store.find({ table: "tier", where: { tier: name }, limit: 1 });
  const { at, latency_ms: latencyMs, answered } = row ?? {};
  const known = typeof at === "number" && typeof answered === "string";
  const fault = faultIn(row);
  return {
    name,
    model: nameOf(tier),
    agents: agentsOf(owner.office.active, name),
    lacks: models.lacks(tier),
    price: await models.price(tier),
    checkMicros: await models.bound(tier, question),
    calls: Number(row?.["calls"] ?? 0),
    spentMicros: Number(row?.["micros"] ?? 0),
    last: known ? { at, latencyMs: Number(latencyMs ?? 0), answered } : null,
    failed: fault === undefined ? null : whyNot(fault),
  };
}

async function spentIn({ store }: Owner, scope: string): Promise<number> {
  const [row] = await store.find({ table: "spent", where: { scope }, limit: 1 });
  return Number(row?.["micros"] ?? 0);
}

/** A tier without a key is her choice; one without a price waits for her. What ails is told elsewhere. */
export function modelFindings({ tiers }: ModelsView, ailing: ReadonlySet<string>): Finding[] {
  const unpriced = tiers.filter(({ lacks, price }) => lacks === null && price === null);
  const rest = tiers.filter(
    (tier) => !unpriced.includes(tier) && (tier.lacks !== null || !ailing.has(tier.name)),
  );
  const fine = { ok: true, name: "models", effect: "", remedy: "" };
  const lines = rest.map(({ name, model, lacks }) =>
    lacks === null ? `${name} is ${model}` : `${name} is not asked: ${lacks}`,
  );
  return [
    ...unpriced.map((tier) => ({
      ok: false,
      name: "models",
      line: unpricedLine(tier),
      effect: "Its work is done by what stands below it in each ladder, or comes to you.",
      remedy: `In mainstay.yaml, under models: prices: { "${tier.model}": { input: "0.25 USD", output: "2.00 USD" } }, for a million tokens; "0 EUR" if it costs nothing`,
    })),
    ...(tiers.length === 0
      ? [{ ...fine, line: "none is named; every step works without" }]
      : lines.length === 0
        ? []
        : [{ ...fine, line: lines.join("; ") }]),
  ];
}

/** What she should know wherever she looks. The price list is opened only where a model could be asked. */
export async function modelWarnings({ office }: Owner, models: Models): Promise<string[]> {
  const warnings: string[] = [];
  for (const [name, tier] of Object.entries(office.settings.models ?? {})) {
    if (models.lacks(tier) !== null || (await models.price(tier)) !== null) continue;
    warnings.push(`${unpricedLine({ name, model: nameOf(tier) })}: see doctor`);
  }
  return warnings;
}

function unpricedLine({ name, model }: Pick<ModelTier, "name" | "model">): string {
  return `The model ${name} (${model}) is not asked, because its price is not known`;
}
