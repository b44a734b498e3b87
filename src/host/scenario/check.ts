import { check } from "../../agent/contract-check.ts";
import { type Mistake, mistake } from "../../runbook/mistake.ts";
import { suggest } from "../../value/nearest.ts";
import type { Workspace } from "../../workspace/release.ts";
import type { Placed } from "../../workspace/scenario/file.ts";
import { forms } from "./forms.ts";

/** What a scenario names, the company must have: a misspelt name would expect nothing for ever. */
export function crossCheck(placed: Placed, { release, settings }: Workspace): Mistake[] {
  const { scenario, source } = placed;
  const { given, when, then } = scenario;
  const found: Mistake[] = [];
  const known = (what: string, name: string, names: readonly string[], pointer: string): void => {
    if (names.includes(name)) return;
    const message = `Cannot find the ${what} "${name}"`;
    found.push(mistake(source.keyAt(pointer), message, suggest(name, names, what)));
  };
  const runbooks = Object.keys(release.plans);
  const agents = Object.keys(release.agents);
  const records = Object.keys(release.schemas);
  const connectors = Object.keys(settings.connectors);
  const actions = Object.entries(settings.connectors).flatMap(([name, { use }]) =>
    Object.keys(forms[use]?.kind.actions ?? {}).map((action) => `${name}.${action}`),
  );
  for (const name of [scenario.runbook].flat()) known("runbook", name, runbooks, "/runbook");
  for (const name of Object.keys(given.agents ?? {})) {
    known("agent", name, agents, `/given/agents/${name}`);
    const ladder = release.agents[name]?.ladder ?? [];
    if (ladder.length === 0 || ladder.some(({ kind }) => kind === "code" || kind === "model"))
      continue;
    const message = `Cannot give "${name}" an answer: neither code nor a model does its work`;
    const remedy =
      "leave it out; a template always writes the same, and a form is filled by an answer";
    found.push(mistake(source.keyAt(`/given/agents/${name}`), message, remedy));
  }
  for (const name of Object.keys(given.last ?? {})) {
    known("connector", name, connectors, `/given/last/${name}`);
  }
  for (const name of Object.keys(given.connectors ?? {})) {
    known("action", name, actions, `/given/connectors/${name}`);
  }
  for (const [i, { record, set }] of (given.records ?? []).entries()) {
    known("record", record, records, `/given/records/${i}/record`);
    const [wrong] = check(release.schemas[record] ?? {}, set);
    if (wrong === undefined) continue;
    const message = `Cannot begin with this record "${record}": ${wrong}`;
    const remedy = `write it as schemas/${record}.json has it`;
    found.push(mistake(source.at(`/given/records/${i}/set`), message, remedy));
  }
  for (const [i, entry] of when.entries()) {
    if ("request" in entry)
      known("runbook", entry.request.runbook, runbooks, `/when/${i}/request/runbook`);
    if ("cancel" in entry)
      known("runbook", entry.cancel.runbook, runbooks, `/when/${i}/cancel/runbook`);
  }
  for (const [i, { act }] of then.acts.entries()) {
    known("action", act, actions, `/then/acts/${i}/act`);
  }
  for (const [i, { record }] of (then.records ?? []).entries()) {
    known("record", record, records, `/then/records/${i}/record`);
  }
  for (const [i, { runbook }] of (then.runs ?? []).entries()) {
    known("runbook", runbook, runbooks, `/then/runs/${i}/runbook`);
  }
  return found;
}
