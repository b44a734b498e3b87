import type { AgentSpec } from "../agent/spec.ts";
import type { Provider, Tier } from "../agent/tier.ts";
import type { Plan } from "../kernel/plan.ts";
import type { Rules } from "../memory/retention.ts";
import type { Policy } from "../policy/rule.ts";
import type { JsonObject } from "../value/json.ts";

/**
 * A release is everything a run pins (ST2): the bytes of runbooks, agents, code, templates and
 * schemas, and the plans compiled from them. Plain JSON; its id is the digest of its content.
 */
export type Release = {
  id: string;
  plans: Readonly<Record<string, Plan>>;
  agents: Readonly<Record<string, AgentSpec>>;
  /** JSON Schemas by name: records and contracts. */
  schemas: Readonly<Record<string, JsonObject>>;
  /** Letters and documents for connectors and steps, by file name. */
  templates: Readonly<Record<string, string>>;
  /** Digest of each source file, by path: what the diff compares. */
  files: Readonly<Record<string, string>>;
};

/** Always current, never pinned: the company, its policy, its connectors and intake rules. */
export type Settings = {
  company: Company;
  policies: readonly Policy[];
  connectors: Readonly<Record<string, ConnectorSettings>>;
  /** Arrivals that need nobody: recorded, listed, no item. */
  ignore: readonly { on: string; when: string; because: string }[];
  /** Arrivals that are only to be read and dismissed, with why. */
  suspect: readonly { on: string; when: string; because: string }[];
  budgets: { workspaceMicros: number | null; perDayMicros: number | null };
  /** By the names that ladders use; absent in settings from before there were models. */
  models?: Readonly<Record<string, Tier>>;
  /** Absent in settings from before there were backups: as usual. */
  backup?: BackupSettings;
  /** How many days a new company only looks (LK1); absent: none. */
  lookingDays?: number;
  /** How long what nothing needs any more is kept; of kinds not named, forever. */
  retention?: Partial<Rules>;
  /** When memory gets a snapshot, as five-field cron in the company's time zone; absent: never. */
  snapshots?: string;
  /** Time of the morning note in the company's time zone; absent: there is none. */
  morning?: string;
  /** What turns passages into vectors; absent: the model that comes along. */
  embedder?: EmbedderSettings;
};

export type EmbedderSettings = {
  provider: Provider;
  model: string;
  dimensions: number;
  /** Who may be told what clients said, and what that costs; absent: nothing leaves this computer. */
  remote?: { host: string; tier: Tier };
};

export type BackupSettings = {
  /** Relative to the workspace; null: where `backup init` said. */
  to: string | null;
  /** Time of the day, in the company's time zone. */
  at: string;
  daily: number;
  weekly: number;
  monthly: number;
  keysDays: number;
};

export const usualBackup: BackupSettings = {
  to: null,
  at: "03:00",
  daily: 7,
  weekly: 5,
  monthly: 12,
  keysDays: 30,
};

export type Company = {
  name: string;
  currency: string;
  timeZone: string;
  /** BCP 47 locale for dates and amounts on documents and screens. */
  locale: string;
  example: boolean;
  personas: Readonly<Record<string, { name: string; address: string }>>;
  /** Address, VAT, IBAN and so on, for documents. */
  details: JsonObject;
};

export type ConnectorSettings = {
  name: string;
  use: string;
  /** Digest of the connector's settings file. */
  version: string;
  settings: JsonObject;
};

/** What stands in the data folder as the active workspace. */
export type Workspace = { release: Release; settings: Settings };

/** A mistake in the operator's files: nothing was changed. */
export type Problem = {
  file: string;
  line: number | null;
  column: number | null;
  /** What is wrong, quoting the value. */
  message: string;
  /** What to do about it. */
  remedy: string;
};

export type Difference = {
  kind:
    | "runbook"
    | "agent"
    | "policy"
    | "connector"
    | "schema"
    | "template"
    | "skill"
    | "code"
    | "company";
  name: string;
  change: "added" | "changed" | "removed";
  /** In words: "step `welcome` added after `deposit`". */
  details: readonly string[];
};
