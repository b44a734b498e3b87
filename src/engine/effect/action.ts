import type { Action } from "../../connectors/contract.ts";
import type { Effect } from "../../kernel/effect.ts";
import { isObject, type JsonObject } from "../../value/json.ts";
import type { Labelled } from "../../value/label.ts";
import type { Office } from "../office.ts";

/** An action of a connector of this workspace, with the version of its contract; null: there is none. */
export function actionOf(
  office: Pick<Office, "connectors">,
  connector: string,
  name: string,
): { action: Action; version: number } | null {
  const made = office.connectors.get(connector);
  const action = made?.actions[name];
  return made === undefined || action === undefined ? null : { action, version: made.version };
}

/** The act in one line, as its connector shows it; null where there is no such action any more. */
export function lineOf(
  office: Pick<Office, "connectors">,
  { proposal, args }: Pick<Effect, "proposal" | "args">,
): string | null {
  if (args.forgotten === true) return forgottenLine;
  const found = actionOf(office, proposal.connector, proposal.action);
  return found === null ? null : found.action.preview(argsOf(args)).line;
}

const forgottenLine = "(forgotten)";

export function argsOf(args: Labelled): JsonObject {
  return isObject(args.value) ? args.value : {};
}
