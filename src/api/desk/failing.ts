import { type CallFault, callFaults, type Models } from "../../agent/contract.ts";
import { nameOf } from "../../agent/tier.ts";
import type { Owner } from "../../engine/owner.ts";
import type { Row } from "../../ledger/table.ts";
import type { Finding } from "../contract/status.ts";
import { dayText, timeText } from "./days.ts";

/** A tier whose last call came to no answer. */
export type Failing = { name: string; model: string; at: number; fault: CallFault };

type Variables = ReturnType<Models["variables"]>;
type Told = { what: string; remedy: (variables: Variables) => string; lasts: boolean };

const lasting = (what: string, remedy: Told["remedy"]): Told => ({ what, remedy, lasts: true });
const passing = (what: string, remedy: Told["remedy"]): Told => ({ what, remedy, lasts: false });

const told: Readonly<Record<CallFault, Told>> = {
  key: lasting(
    "its server refuses the key",
    ({ key, base }) =>
      `Put a valid key into ${key ?? base} of the environment that Mainstay is started in, and start it anew`,
  ),
  credit: lasting(
    "the account has no credit left",
    () => "Top the account up on the provider's page",
  ),
  model: lasting(
    "its server knows no such model",
    () => "Name one that it knows under models in mainstay.yaml, and apply it",
  ),
  refused: lasting(
    "its server refuses the call",
    ({ base }) => `Look whether ${base} and the model under models in mainstay.yaml are right`,
  ),
  elsewhere: lasting(
    "its server sends calls elsewhere",
    ({ base }) => `Set ${base} to where they belong, and start Mainstay anew`,
  ),
  protocol: lasting(
    "its answer was none of a model",
    ({ base }) => `Look whether ${base} is the address of its server`,
  ),
  busy: passing(
    "its server is busy",
    () => "It mostly passes; the provider's page says how much the account may ask for",
  ),
  server: passing(
    "its server failed",
    () => "It mostly passes; the provider's page says whether it knows of it",
  ),
  unreached: passing(
    "its server cannot be reached",
    ({ base }) => `Look whether this computer is online, the server runs and ${base} is right`,
  ),
  line: passing("the line broke", () => "It mostly passes; look whether this computer is online"),
  late: passing(
    "no answer came in time",
    () => 'It mostly passes; "deadline" in the agent\'s file says how long it waits',
  ),
};

export async function failing({ office, store }: Owner): Promise<Failing[]> {
  const found: Failing[] = [];
  for (const [name, tier] of Object.entries(office.settings.models ?? {})) {
    const [row] = await store.find({ table: "tier", where: { tier: name }, limit: 1 });
    const fault = faultIn(row);
    if (fault === undefined) continue;
    found.push({ name, model: nameOf(tier), at: Number(row?.["failed_at"]), fault });
  }
  return found;
}

export function faultIn(row: Row | undefined): CallFault | undefined {
  return callFaults.find((each) => each === row?.["failed"]);
}

/** For every tier that is asked and does not answer; one that is left alone is told of as such. */
export async function failingFindings(
  owner: Owner,
  models: Models,
  silent: ReadonlySet<string>,
): Promise<Finding[]> {
  const { models: tiers = {} } = owner.office.settings;
  return (await failing(owner)).flatMap(({ name, model, at, fault }) => {
    const tier = tiers[name];
    if (tier === undefined || silent.has(name) || models.lacks(tier) !== null) return [];
    const when = `${dayText(owner, at)} at ${timeText(owner, at)}`;
    return [
      {
        ok: false,
        name: "models",
        line: `The model ${name} (${model}) did not answer when it was last asked, on ${when}: ${whyNot(fault)}`,
        effect:
          "Its work is done by what stands below it in each ladder, or comes to you; nothing is lost.",
        remedy: `${remedyOf(fault, models.variables(tier))}. ${untilItAnswers}`,
      },
    ];
  });
}

export const untilItAnswers = 'Its next answer ends this; ask it once: "mainstay models --check"';

export function remedyOf(fault: CallFault, variables: Variables): string {
  return told[fault].remedy(variables);
}

export function whyNot(fault: CallFault): string {
  return told[fault].what;
}

/** For wherever she looks: what does not pass by itself. */
export async function failingWarnings(owner: Owner, models: Models): Promise<string[]> {
  const { models: tiers = {} } = owner.office.settings;
  const lasting = (await failing(owner)).filter(({ name, fault }) => {
    const tier = tiers[name];
    return told[fault].lasts && tier !== undefined && models.lacks(tier) === null;
  });
  return lasting.map(
    ({ name, model, fault }) =>
      `The model ${name} (${model}) does not answer, because ${whyNot(fault)}: see doctor`,
  );
}
