import type { ModelCheck, ModelsView, ModelTier } from "../../api/contract/models.ts";
import { microsText, spendText } from "../../value/micros.ts";
import { amount } from "./amount.ts";
import type { Frame } from "./frame.ts";
import { hang, pad, width } from "./layout.ts";
import { capital, plural } from "./words.ts";

/** Each tier with its model, its price, whose work it does and how that went. */
export function modelsLines(view: ModelsView, frame: Frame): string[] {
  const { tiers } = view;
  if (tiers.length === 0) {
    return [
      "No model is named. Every step works without: by rules, from templates, or by you.",
      "Name some in mainstay.yaml:",
      '  models: { small: openai/gpt-5-mini, rates: { USD: "0.92" } }',
    ];
  }
  const names = Math.max(...tiers.map(({ name }) => width(name)));
  return [
    frame.paint.strong(plural(tiers.length, "model")),
    ...tiers.flatMap((tier) => ["", ...tierLines(tier, view, names, frame)]),
    "",
    ...hang("Spent  ", view.spent.map((each) => spentText(each, view)).join(" · "), frame.width),
  ];
}

function tierLines(tier: ModelTier, view: ModelsView, names: number, frame: Frame): string[] {
  const { lacks, model, agents } = tier;
  const label = `${pad(tier.name, names)}  `;
  const under = " ".repeat(width(label));
  const [first = "", ...more] = hang(label, model, frame.width);
  const works =
    agents.length === 0 ? "no agent's ladder names it" : `works for ${agents.join(", ")}`;
  return [
    lacks === null ? first : frame.paint.faint(first),
    ...more,
    ...(lacks === null
      ? []
      : hang(under, `not asked: ${lacks}`, frame.width).map(frame.paint.warn)),
    ...hang(under, `${priceText(tier, view)} · ${works}`, frame.width),
    ...(tier.calls === 0 ? [] : hang(under, callsText(tier, view), frame.width)),
  ];
}

function priceText({ price, model }: ModelTier, { currency }: ModelsView): string {
  if (price === null)
    return `its price is not known; write it in mainstay.yaml, under models: prices: { "${model}": … }`;
  return `${microsText(price.input)} in, ${microsText(price.output)} out, in ${currency} for a million tokens`;
}

function callsText(
  { calls, spentMicros, last, failed }: ModelTier,
  { currency, locale }: ModelsView,
): string {
  const cost = `${plural(calls, "call")}, ${amount(spentMicros, currency, locale)}`;
  const why = failed === null ? "" : `, the last because ${failed}`;
  if (last === null) return `${cost}; none was answered${why}`;
  const took = `${seconds(last.latencyMs)} by ${last.answered}`;
  return failed === null
    ? `${cost}; the last was answered in ${took}`
    : `${cost}; one was answered in ${took}, but not the last: ${failed}`;
}

function spentText(
  { name, micros, limitMicros }: ModelsView["spent"][number],
  { currency, locale }: ModelsView,
): string {
  const of = limitMicros === null ? "" : ` of ${amount(limitMicros, currency, locale)}`;
  return `${name} ${amount(micros, currency, locale)}${of}`;
}

/** What asking them all once costs at most, said before it is done. */
export function askingLines(
  tiers: readonly ModelTier[],
  { currency, locale }: ModelsView,
  frame: Frame,
): string[] {
  const micros = tiers.reduce((sum, { checkMicros }) => sum + (checkMicros ?? 0), 0);
  const names = tiers.map(({ name }) => name).join(", ");
  const text = `Asking ${names} once, with a tiny question. It costs ${spendText(micros, currency, locale)} at most.`;
  return hang("", text, frame.width);
}

export type Checked = { tier: string; check: ModelCheck };

export function checkedLines(
  { tier, check }: Checked,
  { currency, locale }: Pick<ModelsView, "currency" | "locale">,
  frame: Frame,
): string[] {
  const { ok, message, latencyMs, costMicros } = check;
  const cost = spendText(costMicros, currency, locale);
  if (!ok) {
    const paid = costMicros === 0 ? "" : `; it counts as ${cost}`;
    return hang("✗ ", `${capital(tier)}: ${message}${paid}`, frame.width).map(frame.paint.bad);
  }
  const time = latencyMs === null ? "" : ` in ${seconds(latencyMs)}`;
  const [first = "", ...more] = hang(
    "✓ ",
    `${capital(tier)} answers${time}, for ${cost}`,
    frame.width,
  );
  return [frame.paint.good(first), ...more];
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
