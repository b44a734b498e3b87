import type { Action, Connector } from "../connectors/contract.ts";
import type { Clock } from "../engine/clock.ts";

/** The same connectors with nothing behind them: they judge and foresee, and reach nothing. */
export function rehearsed(
  connectors: ReadonlyMap<string, Connector>,
  clock: Clock,
): ReadonlyMap<string, Connector> {
  return new Map(Array.from(connectors, ([name, connector]) => [name, rehearse(connector, clock)]));
}

function rehearse(connector: Connector, clock: Clock): Connector {
  const { kind, version } = connector;
  const actions = Object.entries(connector.actions).map(
    ([name, action]) => [name, foreseen(action, clock)] as const,
  );
  return {
    kind,
    version,
    actions: Object.fromEntries(actions),
    health: async () => ({ ok: true, note: "only rehearsed" }),
    ...(connector.close === undefined
      ? {}
      : { close: () => connector.close?.() ?? Promise.resolve() }),
  };
}

function foreseen(action: Action, clock: Clock): Action {
  return {
    ...action,
    holdMs: 0,
    news: async () => [],
    ...(action.byHand === undefined
      ? {}
      : { byHand: { ...action.byHand, lay: async () => {}, done: async () => null } }),
    perform: async ({ args }) =>
      action.foresee?.(args, clock.now()) ??
      Object.fromEntries(action.output.map((field) => [field, `(${field})`])),
    ...(action.compare === undefined ? {} : { compare: async () => [] }),
    find: async () => ({ found: false }),
    compensate: async () => ({}),
    findCompensation: async () => ({ found: false }),
  };
}
