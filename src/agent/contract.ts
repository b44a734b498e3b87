import type { JsonObject, Json } from "../value/json.ts";
import type { Labelled } from "../value/label.ts";

/**
 * Work handed to an agent. It crosses as JSON and names everything it needs, so that it can run in
 * another process or elsewhere.
 */
export type AgentRequest = {
  agent: string;
  /** Rung of the ladder this attempt stands on. */
  rung: Rung;
  input: Labelled;
  /** JSON Schema the output must satisfy. */
  output: JsonObject;
  deadlineMs: number;
};

/** A ladder names, best first, how an agent may do its work; the last resort is the operator. */
export type Rung =
  | { kind: "template"; template: Json }
  | { kind: "code"; source: string }
  | { kind: "model"; tier: string; prompt: string }
  | { kind: "manual" };

/** Labels of the output are the join of what went in, unless the rung knows better (templates do). */
export type AgentResult = {
  output: Labelled;
  /** Acts the agent asks for; each must be among its capabilities. */
  proposals: readonly { action: string; args: Labelled }[];
  /** 0 to 1, where the agent says so. */
  confidence: number | null;
  costMicros: number;
};

/** The class decides what happens next, never the message. */
export type FailureClass = "transient" | "deterministic" | "semantic";

export class AgentError extends Error {
  override readonly name = "AgentError";
  readonly failure: FailureClass;
  constructor(message: string, failure: FailureClass, cause?: unknown) {
    super(message, { cause });
    this.failure = failure;
  }
}

/** Performs rungs of one kind. */
export interface Executor {
  readonly kind: Rung["kind"];
  /** True where others can observe the work: it is claimed on record before it begins (ST3). */
  readonly discloses?: true;
  execute(request: AgentRequest, signal: AbortSignal, calls?: Calls): Promise<AgentResult>;
  close?(): Promise<void>;
}

/** How an executor has each call recorded: before it is made, and after (ST7). */
export type Calls = {
  /** Durable when it resolves, with the bound reserved; throws an AgentError where no budget is left. */
  started(call: { boundMicros: number; model: string; prompt: string }): Promise<void>;
  ended(answer: ModelAnswer): Promise<void>;
};

/**
 * A language model. A call is a disclosure that cannot be looked up (ST7): the engine records
 * `call.started` with its bound reserved before it calls.
 */
export interface Model {
  readonly name: string;
  /** Upper bound of a call's cost in millionths of the currency; null: no known price, ask first. */
  bound(request: ModelRequest): number | null;
  call(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer>;
}

export type ModelRequest = { prompt: string; schema: JsonObject; maxOutputTokens: number };

export type ModelAnswer = {
  text: string;
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
  model: string;
};
