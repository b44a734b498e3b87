import { z } from "zod";
import type { AgentSpec } from "../agent/spec.ts";
import { callers, circles } from "../runbook/calls.ts";
import { check as checkRunbook, type World } from "../runbook/check.ts";
import { type Mistake, mistake } from "../runbook/mistake.ts";
import { suggest } from "../value/nearest.ts";
import { broughtInvoice } from "../kernel/inbound.ts";
import { covers } from "../policy/action.ts";
import { mayAsk } from "../policy/judge.ts";
import type { Policy } from "../policy/rule.ts";
import { isObject, type JsonObject } from "../value/json.ts";
import type { Kinds } from "./connector-file.ts";
import { verdicts } from "./policy-file.ts";
import { problem } from "./problem.ts";
import type { Parts, Placed } from "./parts.ts";
import type { ConnectorSettings, Problem } from "./release.ts";

/** Checks across files: what one names, another must have. */
export function check(parts: Parts): Problem[] {
  const world = worldOf(parts);
  const all = [...parts.runbooks.values()];
  const fileOf = (runbook: string) => parts.runbooks.get(runbook)?.file ?? "runbooks/";
  return [
    ...all.flatMap(({ file, compiled }) =>
      checkRunbook(compiled, world).map((found) => problem(file, found)),
    ),
    ...circles(all.map(({ compiled }) => compiled)).map((one) =>
      problem(fileOf(one.runbook), one.mistake),
    ),
    ...[...parts.agents.values()].flatMap((agent) => checkAgent(agent, parts, world)),
    ...[...parts.policies.values()].flatMap((policy) => checkPolicy(policy, parts, world)),
    ...[...parts.connectors.values()].flatMap((connector) => checkConnector(connector, parts)),
    ...checkIntake(parts, world),
  ];
}

function worldOf(parts: Parts): World {
  const connectors: Record<string, World["connectors"][string]> = {};
  const emits = new Set<string>([broughtInvoice]);
  for (const [name, { value }] of parts.connectors) {
    const kind = parts.kinds[value.use];
    connectors[name] = actionsOf(kind);
    for (const type of kind?.emits ?? []) emits.add(type);
  }
  const grants = [...parts.policies.values()].flatMap(({ value }) => value.grants);
  return {
    agents: Object.fromEntries([...parts.agents].map(([name, { value }]) => [name, value])),
    connectors,
    emits: [...emits],
    schemas: parts.schemas,
    runbooks: callers([...parts.runbooks.values()].map(({ compiled }) => compiled)),
    granted: (runbook, action) => mayAsk(grants, `runbook:${runbook}`, action),
  };
}

function actionsOf(kind: Kinds[string] | undefined): World["connectors"][string] {
  return Object.fromEntries(
    Object.entries(kind?.actions ?? {}).map(([name, { input, output }]) => {
      const schema: unknown = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
      return [name, { input: schema as JsonObject, output }];
    }),
  );
}

function checkAgent(agent: Placed<AgentSpec>, parts: Parts, world: World): Problem[] {
  const { file, source, value } = agent;
  const found: Mistake[] = [];
  for (const [i, pattern] of value.may.entries()) {
    found.push(...unknownAction(pattern, source.at(`/may/${i}`), world));
  }
  found.push(...unknownTiers(agent, parts));
  const personas = Object.keys(parts.company.value.company.personas);
  if (value.persona !== null && !personas.includes(value.persona)) {
    found.push(
      mistake(
        source.at("/persona"),
        `Cannot find the persona "${value.persona}" in mainstay.yaml`,
        suggest(value.persona, personas, "persona"),
      ),
    );
  }
  return found.map((one) => problem(file, one));
}

/** Without any model a company works all the same; where some are named, another is a slip of the pen. */
function unknownTiers({ source, value }: Placed<AgentSpec>, parts: Parts): Mistake[] {
  const known = Object.keys(parts.company.value.models ?? {});
  if (known.length === 0) return [];
  return value.ladder.flatMap((rung, i) =>
    rung.kind !== "model" || known.includes(rung.tier)
      ? []
      : [
          mistake(
            source.at(`/ladder/${i}/model`),
            `Cannot find the tier "${rung.tier}", which this ladder asks for, under models in mainstay.yaml`,
            `${suggest(rung.tier, known, "tier")}, or name it there: models: { ${rung.tier}: PROVIDER/MODEL }`,
          ),
        ],
  );
}

function checkConnector(
  { file, source, value }: Placed<ConnectorSettings>,
  { kinds, company }: Parts,
): Problem[] {
  const found = kinds[value.use]?.contradicts?.(value.settings, company.value.company.details);
  if (found === undefined || found === null) return [];
  return [problem(file, mistake(source.at(found.at), found.message, found.remedy))];
}

function checkPolicy(
  { file, source, value }: Placed<Policy>,
  parts: Parts,
  world: World,
): Problem[] {
  const found: Mistake[] = [];
  for (const [i, grant] of value.grants.entries()) {
    const [kind, name = ""] = grant.to.split(":");
    const known = [...(kind === "agent" ? parts.agents : parts.runbooks).keys()];
    if (!known.includes(name)) {
      found.push(
        mistake(
          source.at(`/grants/${i}/to`),
          `Cannot grant anything to "${grant.to}": there is no such ${kind}`,
          suggest(name, known, `${kind}`),
        ),
      );
    }
    for (const [j, pattern] of grant.may.entries()) {
      found.push(...unknownAction(pattern, source.at(`/grants/${i}/may/${j}`), world));
    }
  }
  const rules =
    isObject(source.value) && Array.isArray(source.value["rules"]) ? source.value["rules"] : [];
  for (const [i, rule] of rules.entries()) {
    for (const verdict of verdicts) {
      const actions = isObject(rule) ? rule[verdict] : undefined;
      if (!Array.isArray(actions)) continue;
      for (const [j, pattern] of actions.entries()) {
        found.push(
          ...unknownAction(
            typeof pattern === "string" ? pattern : "",
            source.at(`/rules/${i}/${verdict}/${j}`),
            world,
          ),
        );
      }
    }
  }
  return found.map((one) => problem(file, one));
}

function checkIntake({ company }: Parts, world: World): Problem[] {
  const { file, source, value } = company;
  return (["ignore", "suspect"] as const).flatMap((key) =>
    value[key].flatMap((rule, i) => {
      if (world.emits.includes(rule.on)) return [];
      const found = mistake(
        source.at(`/${key}/${i}/on`),
        `Cannot find the arrival "${rule.on}": no connector brings any`,
        suggest(rule.on, world.emits, "type of arrival"),
      );
      return [problem(file, found)];
    }),
  );
}

/** A pattern that covers nothing is a misspelling. */
function unknownAction(
  pattern: string,
  spot: { line: number; column: number },
  world: World,
): Mistake[] {
  const actions = [
    ...Object.entries(world.connectors).flatMap(([name, known]) =>
      Object.keys(known).map((action) => `${name}.${action}`),
    ),
    // A change of a record is judged like an act.
    ...Object.keys(world.schemas).map((name) => `record.${name}`),
  ];
  if (actions.some((action) => covers([pattern], action))) return [];
  return [
    mistake(spot, `Cannot find the action "${pattern}"`, suggest(pattern, actions, "action")),
  ];
}
