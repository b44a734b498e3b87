import type { Action, Connector } from "../../connectors/contract.ts";
import type { Settings } from "../../workspace/release.ts";
import type { Scenario } from "../../workspace/scenario/file.ts";
import { placeOf, type Times } from "../files/check.ts";
import type { Places } from "../places.ts";
import { dropFolder, forms } from "./forms.ts";
import { conducted, type Conducts } from "./mishap.ts";

/** The company's connectors in their rehearsal forms, going as the scenario says (FM1, FM2). */
export async function standIns(
  settings: Settings,
  places: Places,
  times: Times,
  conducts: Conducts,
): Promise<ReadonlyMap<string, Connector>> {
  const connectors = new Map<string, Connector>();
  const place = { ...placeOf(settings, places, times), secret: noSecrets };
  for (const [name, { use, settings: own }] of Object.entries(settings.connectors)) {
    const form = forms[use];
    if (form === undefined) throw new Error(unrehearsed(name, use));
    const made = await form.kind.make(own, place);
    connectors.set(name, conducted(name, withoutDrafts(made), conducts, times.now));
  }
  return connectors;
}

/**
 * The settings with which those are made: places moved, numbers going on where the scenario says. No server is
 * asked for vectors, here or elsewhere.
 */
export function movedSettings(company: Settings, { given }: Scenario): Settings {
  const { embedder: _, ...settings } = company;
  const all = Object.entries(settings.connectors);
  const [inbox] = all.find(([, { use }]) => forms[use]?.kind.emits.includes("mail.received")) ?? [];
  const mail = inbox === undefined ? null : dropFolder(inbox);
  const connectors = all.map(([name, connector]) => {
    const last = given.last?.[name];
    const own = connector.settings;
    const moved = forms[connector.use]?.moved(name, own, mail) ?? own;
    return [
      name,
      { ...connector, settings: last === undefined ? moved : { ...moved, last } },
    ] as const;
  });
  return { ...settings, connectors: Object.fromEntries(connectors) };
}

function noSecrets(reference: string): never {
  throw new Error(
    `Cannot use "${reference}" in a scenario: no secret is needed where nothing is reached`,
  );
}

export function unrehearsed(name: string, use: string): string {
  return `Cannot run scenarios with connector "${name}": there is no rehearsal form for the kind "${use}", so it would be run for real`;
}

/** Nobody opens a draft in a scenario, and drawing one takes longer than everything else. */
function withoutDrafts(connector: Connector): Connector {
  const actions: Record<string, Action> = {};
  for (const [name, action] of Object.entries(connector.actions)) {
    const bare = { ...action };
    delete bare.draft;
    actions[name] = bare;
  }
  return { ...connector, actions };
}
