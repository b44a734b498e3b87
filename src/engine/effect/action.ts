import type { Action } from "../../connectors/contract.ts";
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

export function argsOf(args: Labelled): JsonObject {
  return isObject(args.value) ? args.value : {};
}
