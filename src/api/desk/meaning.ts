import type { Models } from "../../agent/contract.ts";
import { nameOf, type Tier } from "../../agent/tier.ts";
import type { Owner } from "../../engine/owner.ts";
import type { Indexed } from "../contract/memory.ts";
import type { Finding } from "../contract/status.ts";
import { faultIn, whyNot } from "./failing.ts";

/** For one part of a long work: whoever asks asks again. */
const indexMs = 600_000;
const patienceMs = 5_000;

/** Gives vectors to so many passages. */
export const index = async ({ memory }: Owner, most: number): Promise<Indexed> =>
  memory.index(most, AbortSignal.timeout(indexMs));

const name = "memory";

/** A server that she named is asked, unless that is paid; what comes along is told of only where it failed. */
export async function embedderFinding(owner: Owner, models: Models): Promise<Finding[]> {
  const { meanings } = owner.memory;
  const { embedder } = owner.office.settings;
  const asked = embedder !== undefined;
  const { id, failed, sendsTo } = asked
    ? await meanings.tried(AbortSignal.timeout(patienceMs))
    : meanings.maker;
  const tier = sendsTo === null ? undefined : embedder?.remote?.tier;
  const why = failed ?? (tier === undefined ? null : await ailing(owner, models, tier));
  if (why !== null) {
    return [
      {
        ok: false,
        name,
        line: `Nothing is found by its meaning: ${why}`,
        effect: "What was said is found by its words alone. Nothing is lost.",
        remedy: `Mend it, then make ready what waits: mainstay memory index`,
      },
    ];
  }
  const told = sendsTo === null ? "" : `: what clients said is sent to ${sendsTo}`;
  const line = `${id} makes passages ready to be found by meaning${told}`;
  return asked ? [{ ok: true, name, line, effect: "", remedy: "" }] : [];
}

/** What is known of a paid one without asking it. */
async function ailing({ store }: Owner, models: Models, tier: Tier): Promise<string | null> {
  const model = nameOf(tier);
  if ((await models.price(tier)) === null) {
    return `the price of "${model}" is not known, so that it is not asked; write it in mainstay.yaml: models: { prices: { "${model}": { input: "0.02 USD", output: "0 USD" } } }`;
  }
  const [row] = await store.find({ table: "tier", where: { tier: model }, limit: 1 });
  const fault = faultIn(row);
  return fault === undefined
    ? null
    : `${model} did not answer when it was last asked: ${whyNot(fault)}`;
}
