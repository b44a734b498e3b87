import { expect, test } from "vitest";
import { connectorOf } from "../../src/connectors/git/git.ts";
import { git as system, type Git } from "../../src/connectors/git/run.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { type Site, site } from "../fixtures/git-site.ts";
import { type Company, hour, monday, open, plan } from "./company.ts";
import { act, approve, wait } from "./nodes.ts";
import { answer, cancel } from "./operator.ts";
import { everyDeath, play, type Scenario } from "./sweep.ts";

/** A post; then she thinks better of it, and it is taken back. */
const notes = plan("notes", [
  approve("ready", { text: "One.\n" }),
  act(
    "post",
    { slug: "one", content: "{{ ready.text }}", message: "Publish one" },
    { connector: "git", action: "publish" },
  ),
  wait("rest", { on: "never" }),
]);

function publisher(there: Site, git: Git = system) {
  const personas = { studio: { name: "Clara", address: "clara@studio.test" } };
  const place = { workspace: there.root, root: there.root, company: { personas } };
  return connectorOf(
    { repository: there.bare },
    { ...place, secret: () => "", now: () => monday },
    git,
  );
}

/** What was done to the branch, oldest first, and what is there now. */
function told(there: Site) {
  const log = there.git("log", "--reverse", "--format=%s", "main").split("\n");
  return { log, post: there.read("posts/one.md") };
}

const whole = { log: ["Ben: index.md", "Publish one", "Take back one"], post: null };

async function toTheEnd(company: Company): Promise<void> {
  const id = await company.start("notes");
  for (let round = 0; round < 50; round += 1) {
    await company.settled();
    const run = await company.run(id);
    if (run.endedAt !== null) return;
    if (run.steps["ready"]?.status === "asking") await answer(company, id, "ready");
    else if (run.steps["rest"]?.status === "waiting" && run.status === "open") {
      await cancel(company, id);
    } else {
      const next = company.clock.next();
      if (next === null) throw new Error("Nothing is due");
      await company.at(next);
    }
  }
}

function scenario(): Scenario {
  let there = site();
  return {
    prepare() {
      there = site();
      const options = { plans: [notes], connectors: { git: publisher(there) } };
      return { options, outside: () => told(there) };
    },
    play: toTheEnd,
  };
}

test.each(["before", "after"] as const)(
  "EF3: a death %s any commit leaves the post published once, and taken back once",
  { timeout: 60_000 },
  async (when) => {
    const undisturbed = await play(scenario(), () => null);
    expect(undisturbed.outside).toEqual(whole);
    const deaths = await everyDeath(scenario(), when, (played, commit) => {
      expect.soft(played.outside, `commit ${commit}`).toEqual(whole);
      expect.soft(played.state.items, `commit ${commit}`).toEqual([]);
    });
    expect(deaths).toBeGreaterThan(4);
  },
);

/** A process that dies as it is about to call git for the n-th time. */
function mortal(deathAt: number): { git: Git; dead: Promise<void> } {
  let calls = 0;
  const death = Promise.withResolvers<void>();
  return {
    dead: death.promise,
    git(given, asked) {
      calls += 1;
      if (calls < deathAt) return system(given, asked);
      death.resolve();
      return new Promise<never>(() => {});
    },
  };
}

/** False: the first process came to its end. */
async function livesTwice(there: Site, deathAt: number): Promise<boolean> {
  const first = mortal(deathAt);
  const options = { plans: [notes], store: new MemoryStore() };
  const company = await open({ ...options, connectors: { git: publisher(there, first.git) } });
  const ended = toTheEnd(company).then(() => "ended");
  if ((await Promise.race([ended, first.dead])) === "ended") return false;
  const again = await open({ ...options, connectors: { git: publisher(there) }, process: "p2" });
  await again.at(monday + hour);
  await toTheEnd(again);
  return true;
}

test(
  "GP1, EF3: a death before any call of git leaves the post published once, and taken back once",
  { timeout: 120_000 },
  async () => {
    let deaths = 0;
    for (;;) {
      const there = site();
      if (!(await livesTwice(there, deaths + 1))) break;
      deaths += 1;
      expect.soft(told(there), `call ${deaths}`).toEqual(whole);
    }
    expect(deaths).toBeGreaterThan(20);
  },
);
