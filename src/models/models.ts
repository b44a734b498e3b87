import type { Model, Models } from "../agent/contract.ts";
import { nameOf, type Tier } from "../agent/tier.ts";
import { ofJson } from "../value/digest.ts";
import { type Door, doorOf, type Env, isOwn, variablesOf } from "./door.ts";
import { tariffOf } from "./tariff.ts";
import { mostOf } from "./tokens.ts";

/**
 * The models that the environment opens a door to. The SDK takes 35 MB and an eighth of a second: it
 * is loaded when the first call is made.
 */
export function modelsOf(env: Env, now: () => number): Models {
  const opened = new Map<string, Promise<Model>>();
  const tariff = async (tier: Tier) => {
    const { listed } = await import("./price-list.ts");
    return tariffOf(tier, isOwn(tier.provider, env), listed);
  };
  return {
    lacks(tier) {
      const door = doorFor(tier, env);
      return typeof door === "string" ? door : null;
    },
    variables: ({ provider }) => variablesOf(provider),
    async bound(tier, request) {
      return (await tariff(tier)).cost(mostOf(request), now());
    },
    async price(tier) {
      const million = 1_000_000;
      const known = await tariff(tier);
      const input = known.cost({ input: million, output: 0 }, now());
      const output = known.cost({ input: 0, output: million }, now());
      return input === null || output === null ? null : { input, output };
    },
    async open(tier) {
      const door = doorFor(tier, env);
      if (typeof door === "string") throw new Error(`Cannot open "${nameOf(tier)}": ${door}`);
      const key = ofJson(tier);
      const known = opened.get(key) ?? load(tier, door, now);
      opened.set(key, known);
      return known;
    },
  };
}

function doorFor({ provider, onlyHere }: Tier, env: Env): Door | string {
  const door = doorOf(provider, env);
  if (typeof door === "string" || !onlyHere || door.here) return door;
  return "nothing leaves this computer in an example; a company of your own could ask it";
}

async function load(tier: Tier, door: Door, now: () => number): Promise<Model> {
  const [{ sdkModel }, { listed }] = await Promise.all([
    import("./sdk-model.ts"),
    import("./price-list.ts"),
  ]);
  return sdkModel(tier, door, { listed, now });
}
