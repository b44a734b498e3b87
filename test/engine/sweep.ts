import assert from "node:assert/strict";
import { type Failure, MemoryStore } from "../../src/store/memory/memory-store.ts";
import { standing } from "./state.ts";
import { type Company, type CompanyOptions, open } from "./company.ts";

/**
 * Lets processes die at chosen commits while a scenario is played, each followed by another on the
 * same store, until it is played to its end.
 */
export type Scenario = {
  /** A new outside, and the company's options on it. */
  prepare(): { options: CompanyOptions; outside: () => unknown };
  /**
   * Plays on from wherever things stand. Called anew in every process: everything it does must be
   * known again (a request's key, an arrival's identity, an open question).
   */
  play(company: Company): Promise<void>;
};

export type Played = {
  state: Awaited<ReturnType<typeof standing>>;
  outside: unknown;
  /** Processes it took. */
  lives: number;
};

/** `failures` gives the n-th process its death; without one it lives to the end. */
export async function play(
  scenario: Scenario,
  failures: (life: number) => Failure | null,
): Promise<Played> {
  const { options, outside } = scenario.prepare();
  const store = new MemoryStore();
  // The release is there before anything can fail.
  await (await open({ ...options, store })).owner.close();
  for (let life = 1; life < 500; life += 1) {
    const failure = failures(life);
    if (failure !== null) store.failAt(failure);
    const company = await live(scenario, { ...options, store, process: `p${life}` });
    if (company === null) continue;
    if (company.faults.length > 0) throw company.faults[0];
    await assertRebuilds(company);
    return { state: await standing(company), outside: outside(), lives: life };
  }
  throw new Error("Cannot play the scenario: it does not come to its end");
}

/** Plays the scenario once for each commit, with a death there; answers how many deaths there were. */
export async function everyDeath(
  scenario: Scenario,
  when: Failure["when"],
  check: (played: Played, commit: number) => void,
): Promise<number> {
  for (let commit = 1; ; commit += 1) {
    const played = await play(scenario, (life) => (life === 1 ? { commit, when } : null));
    if (played.lives === 1) return commit - 1;
    check(played, commit);
  }
}

/** LG3: what stands in the projections is what the ledger says. */
async function assertRebuilds(company: Company): Promise<void> {
  await company.settled();
  const before = await company.store.dump();
  await company.owner.journal.rebuild();
  assert.deepEqual(await company.store.dump(), before);
}

/** Null: the process died. */
async function live(scenario: Scenario, options: CompanyOptions): Promise<Company | null> {
  let company: Company | null = null;
  try {
    company = await open(options);
    await scenario.play(company);
    return company.dead() ? null : company;
  } catch (error) {
    if (company !== null && !company.dead()) throw error;
    if (!/commit|ledger/.test(String(error))) throw error;
    return null;
  }
}
