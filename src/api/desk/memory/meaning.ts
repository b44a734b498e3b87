import type { CallFault, Models } from "../../../agent/contract.ts";
import { nameOf, type Tier } from "../../../agent/tier.ts";
import type { Owner } from "../../../engine/owner.ts";
import { silenceOf } from "../../../engine/step/silence.ts";
import type { Indexed } from "../../contract/memory.ts";
import type { Finding } from "../../contract/status.ts";
import { timeText } from "../days.ts";
import { faultIn, remedyOf, whyNot } from "../failing.ts";

/** For one part of a long work: whoever asks asks again. */
const indexMs = 600_000;
const patienceMs = 5_000;

/** Gives vectors to so many passages. */
export const index = async ({ memory }: Owner, most: number): Promise<Indexed> =>
  memory.index(most, AbortSignal.timeout(indexMs));

const name = "memory";

/** Why nothing is found by its meaning, and what helps. */
type Ailing = { why: string; remedy: string };

/** A server that she named is asked, unless that is paid; what comes along is told of only where it failed. */
export async function embedderFinding(owner: Owner, models: Models): Promise<Finding[]> {
  const { meanings } = owner.memory;
  const { embedder } = owner.office.settings;
  const { id, failed, sendsTo } =
    embedder === undefined ? meanings.maker : await meanings.tried(AbortSignal.timeout(patienceMs));
  const tier = sendsTo === null ? undefined : embedder?.remote?.tier;
  const known = tier === undefined ? null : await ailing(owner, models, tier);
  const ails = known ?? (failed === null ? null : { why: failed, remedy: "Mend it" });
  if (ails !== null) {
    return [
      {
        ok: false,
        name,
        line: `Nothing is found by its meaning: ${ails.why}`,
        effect: "What was said is found by its words alone. Nothing is lost.",
        remedy: `${ails.remedy}, then make ready what waits: mainstay memory index`,
      },
    ];
  }
  const told = sendsTo === null ? "" : `: what clients said is sent to ${sendsTo}`;
  const line = `${id} makes passages ready to be found by meaning${told}`;
  return embedder === undefined ? [] : [{ ok: true, name, line, effect: "", remedy: "" }];
}

/** What is known of a paid one without asking it. */
async function ailing(owner: Owner, models: Models, tier: Tier): Promise<Ailing | null> {
  const model = nameOf(tier);
  if ((await models.price(tier)) === null) {
    return {
      why: `${model} is not asked, because its price is not known`,
      remedy: `In mainstay.yaml, write under models: prices: { "${model}": { input: "0.02 USD", output: "0 USD" } }, for a million tokens; apply it`,
    };
  }
  const [row] = await owner.store.find({ table: "tier", where: { tier: model }, limit: 1 });
  const fault = faultIn(row);
  if (fault === undefined) return null;
  const { openUntil } = await owner.office.book.read(silenceOf(tier));
  const alone =
    openUntil > owner.office.clock.now()
      ? `; it is left alone until ${timeText(owner, openUntil)}`
      : "";
  return {
    why: `${model} did not answer when it was last asked, because ${whyNot(fault)}${alone}`,
    remedy: helps(fault, models.variables(tier)),
  };
}

/** As for other models, but that this one stands elsewhere in her file. */
function helps(fault: CallFault, variables: ReturnType<Models["variables"]>): string {
  const usual = remedyOf(fault, variables);
  if (fault === "model")
    return "Name one that it knows under memory: { embedder } in mainstay.yaml, and apply it";
  return fault === "protocol"
    ? `${usual}, and dimensions in mainstay.yaml are those of the model`
    : usual;
}
