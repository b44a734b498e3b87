import { expect, test } from "vitest";
import { withhold } from "../../src/engine/effect/leaving.ts";
import { scriptedConnector, type ScriptedOptions, World } from "../fakes/scripted-connector.ts";
import { type Company, hour, monday, plan } from "./company.ts";
import { act } from "./nodes.ts";
import { tokenAt } from "./operator.ts";
import { everyDeath, type Scenario } from "./sweep.ts";

/** Deaths at every commit on the way of an act that can be taken back, or is done by hand. */
const holdMs = 60_000;
const byHand = { id: "hand", verdict: "byHand", actions: ["world.*"] } as const;

function scenario(
  options: ScriptedOptions,
  rules: Parameters<typeof scripted>[2],
  then: (company: Company, id: string) => Promise<void>,
): Scenario {
  return {
    prepare: () => scripted(new World(), options, rules),
    async play(company) {
      const id = await company.start("one");
      await then(company, id);
      await company.at(monday + hour);
    },
  };
}

function scripted(world: World, options: ScriptedOptions, rules: readonly (typeof byHand)[]) {
  return {
    options: {
      plans: [plan("one", [act("send", { to: "ana@x.example" })])],
      connectors: { world: scriptedConnector(world, options) },
      rules,
    },
    outside: () => world.acts.map(({ at }) => at),
  };
}

test.each(["before", "after"] as const)(
  "LV1: whoever dies %s a commit, it leaves once, and not before its time",
  async (when) => {
    const held = scenario({ holdMs }, [], async () => {});
    const deaths = await everyDeath(held, when, ({ outside }, commit) => {
      const times = outside as number[];
      expect(times, `death at ${commit}`).toHaveLength(1);
      expect(times[0]).toBeGreaterThanOrEqual(monday + holdMs);
    });
    expect(deaths).toBeGreaterThanOrEqual(3);
  },
);

test("LV2: whoever dies after she took it back, it does not leave", async () => {
  const recalled = scenario({ holdMs }, [], async (company, id) => {
    const token = tokenAt(await company.run(id), "send");
    if ((await company.run(id)).effects[token]?.status !== "cleared") return;
    await company.say((turn, office) => withhold(turn, office, id, token));
  });
  await everyDeath(recalled, "after", ({ outside }, commit) => {
    expect(outside, `death at ${commit}`).toEqual([]);
  });
});

test.each(["before", "after"] as const)(
  "BH1: whoever dies %s a commit, a draft is laid under one token, and what she did counts once",
  async (when) => {
    const tokens: Set<string>[] = [];
    const drafts = {
      offer: "put it into my Drafts",
      note: "it lies in your Drafts",
      lay: async ({ token }: { token: string }) => void tokens.at(-1)?.add(token),
      done: async () => ({ id: "hers" }),
    };
    const laid = scenario({ byHand: drafts }, [byHand], async () => {});
    const fresh: Scenario = {
      ...laid,
      prepare: () => {
        tokens.push(new Set());
        return laid.prepare();
      },
    };
    await everyDeath(fresh, when, ({ outside, state }, commit) => {
      expect(outside, `death at ${commit}`).toEqual([]);
      expect(tokens.at(-1)?.size, `death at ${commit}`).toBe(1);
      expect(JSON.stringify(state)).toContain("completed");
    });
  },
);
