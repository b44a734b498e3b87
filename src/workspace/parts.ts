import type { AgentSpec } from "../agent/spec.ts";
import type { Policy } from "../policy/rule.ts";
import type { Compiled } from "../runbook/compile.ts";
import type { Source } from "../runbook/mistake.ts";
import type { JsonObject } from "../value/json.ts";
import type { Kinds } from "./connector-file.ts";
import type { Company } from "./mainstay-file.ts";
import type { ConnectorSettings } from "./release.ts";

/** Everything that was read, with the sources that cross checks point into. */
export type Parts = {
  company: Placed<Company>;
  agents: Map<string, Placed<AgentSpec>>;
  policies: Map<string, Placed<Policy>>;
  connectors: Map<string, Placed<ConnectorSettings>>;
  runbooks: Map<string, { file: string; compiled: Compiled }>;
  schemas: Readonly<Record<string, JsonObject>>;
  kinds: Kinds;
};

export type Placed<T> = { file: string; source: Source; value: T };
