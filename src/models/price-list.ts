import { calcPrice } from "@pydantic/genai-prices";
import type { Provider } from "../agent/tier.ts";
import type { Most } from "./tokens.ts";

/** Millionths of a US dollar, rounded up; null where the list has no such model. It asks no server. */
export type Listed = (
  model: { provider: Provider; model: string },
  tokens: Most,
  at: number,
) => number | null;

export const listed: Listed = ({ provider, model }, { input, output }, at) => {
  const usage = { input_tokens: input, output_tokens: output };
  const found = calcPrice(usage, model, { providerId: provider, timestamp: new Date(at) });
  if (found === null || !isVersionOf(model, found.model.id)) return null;
  // A float of dollars: what is above a millionth by less than its error is not rounded up.
  return Math.ceil(found.total_price * 1_000_000 - 1e-6);
};

/** The list matches by how names begin: only a date or "latest" may follow what it knows. */
function isVersionOf(model: string, known: string): boolean {
  const rest = model.startsWith(known) ? model.slice(known.length) : null;
  return rest !== null && /^(|-latest|[-@]\d{8}|-\d{4}-\d{2}-\d{2})$/.test(rest);
}
