import type { Skill } from "./skill.ts";
import type { Json, JsonObject } from "../value/json.ts";

/** An agent is a role: a versioned spec with a contract and narrow capabilities, no state of its own. */
export type AgentSpec = {
  agent: string;
  purpose: string;
  /** Digest of its file and of every template and code file it names. */
  version: string;
  persona: string | null;
  /** JSON Schemas of what it takes and gives. */
  input: JsonObject;
  output: JsonObject;
  /** Actions it may ask for: "mail.send", "books.*". */
  may: readonly string[];
  /** Best first; a spec that does not end in "manual" gets it added. */
  ladder: readonly RungSpec[];
  retries: { times: number; firstMs: number; factor: number };
  deadlineMs: number;
  /** How long one answer of a model may be; absent: as long as is usual. */
  maxOutputTokens?: number;
  /** What it is told beside its input may take so many tokens; absent: nothing is. */
  contextTokens?: number;
  /** How its models do their work, in the operator's words; absent: there are none. */
  skills?: readonly Skill[];
  slaMs: number | null;
  /** What its calls and acts may cost in a day; absent in releases from before there was one. */
  perDayMicros?: number | null;
};

export type RungSpec =
  /** `template`: the parsed content of a file in templates/ (JSON with expressions), see PL3. */
  | { kind: "template"; file: string; template: Json }
  /** `source`: text of one self-contained ES module whose default export is `(input) => output`. */
  | { kind: "code"; file: string; source: string }
  | { kind: "model"; tier: string; prompt: string }
  | { kind: "manual" };
