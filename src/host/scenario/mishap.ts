import { type Action, type Connector, ConnectorError } from "../../connectors/contract.ts";
import type { Conduct } from "../../workspace/scenario/given.ts";

/**
 * Calls that go otherwise than well, as a scenario says, one after the other; behind the last they go
 * well.
 *
 * - fails: it did not happen, and says so; tried again by itself
 * - refused: it did not happen, and would not another time
 * - lost: it happened, and the answer got lost; whoever looks finds it
 * - late: it happened, the answer got lost, and for ten minutes nobody can look
 * - unknown: nothing happened, nobody knows that, and nobody can look
 */
export type Conducts = Map<string, Conduct[]>;

const lateMs = 600_000;

/** `now` tells the scenario's time. */
export function conducted(
  name: string,
  connector: Connector,
  conducts: Conducts,
  now: () => number,
): Connector {
  const actions = Object.entries(connector.actions).map(([action, made]) => {
    const queue = conducts.get(`${name}.${action}`);
    return [action, queue === undefined ? made : wayward(made, queue, now)] as const;
  });
  return { ...connector, actions: Object.fromEntries(actions) };
}

function wayward(action: Action, queue: Conduct[], now: () => number): Action {
  /** By token, until when nobody can look. */
  const hidden = new Map<string, number>();
  return {
    ...action,
    async perform(request, files) {
      const conduct = queue.shift() ?? "happens";
      if (conduct === "fails") throw broken("no", "transient");
      if (conduct === "refused") throw broken("no", "deterministic");
      if (conduct === "unknown") {
        hidden.set(request.token, Number.POSITIVE_INFINITY);
        throw broken("maybe", "transient");
      }
      hidden.delete(request.token);
      const result = await action.perform(request, files);
      if (conduct === "happens") return result;
      if (conduct === "late") hidden.set(request.token, now() + lateMs);
      throw broken("maybe", "transient");
    },
    async find(request, files) {
      if ((hidden.get(request.token) ?? 0) > now()) throw broken("maybe", "transient");
      return action.find(request, files);
    },
  };
}

const said = { no: "it was not done", maybe: "the line broke" } as const;

function broken(happened: "no" | "maybe", failure: "transient" | "deterministic"): ConnectorError {
  return new ConnectorError(`The scenario has it that ${said[happened]}`, { happened, failure });
}
