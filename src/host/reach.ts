import { codeAgent } from "../agent/code-agent.ts";
import type { Executor, Models } from "../agent/contract.ts";
import { modelAgent } from "../agent/model-agent.ts";
import type { Connector } from "../connectors/contract.ts";
import type { Settings } from "../workspace/release.ts";
import { placeOf, type Times } from "./files/check.ts";
import { kinds } from "./kinds.ts";
import type { Places } from "./places.ts";

/** A mail that is only tried is shown to no model: what that costs would stand nowhere. */
export function executorsOf(rehearse: boolean, models: Models): Map<Executor["kind"], Executor> {
  const code = codeAgent();
  if (rehearse) return new Map([[code.kind, code]]);
  const model = modelAgent(models);
  return new Map([code, model].map((each) => [each.kind, each]));
}

/** The real adapters, as the settings name them. */
export async function connect(
  settings: Settings,
  places: Places,
  times: Times,
): Promise<ReadonlyMap<string, Connector>> {
  const connectors = new Map<string, Connector>();
  const place = placeOf(settings, places, times);
  for (const [id, { use, settings: own }] of Object.entries(settings.connectors)) {
    const kind = kinds[use];
    if (kind === undefined)
      throw new Error(`Cannot use connector "${id}": there is no kind "${use}"`);
    connectors.set(id, await kind.make(own, place));
  }
  return connectors;
}
