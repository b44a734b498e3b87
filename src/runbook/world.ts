import type { JsonObject } from "../value/json.ts";

/** What a runbook may name. `runbooks` says of each which others call it. */
export type World = {
  agents: Readonly<Record<string, { input: JsonObject; output: JsonObject }>>;
  connectors: Readonly<
    Record<string, Readonly<Record<string, { input: JsonObject; output: readonly string[] }>>>
  >;
  /** Types of arrivals that some connector emits, or that she brings. */
  emits: readonly string[];
  schemas: Readonly<Record<string, JsonObject>>;
  runbooks: Readonly<Record<string, { calledBy: readonly string[] }>>;
  /** Whether a policy grants this runbook the action: "mail.send". */
  granted(runbook: string, action: string): boolean;
};
