import type { Skill } from "./skill.ts";
import type { JsonObject, Json } from "../value/json.ts";
import type { Labelled } from "../value/label.ts";
import type { Tier } from "./tier.ts";

/**
 * Work handed to an agent. It crosses as JSON and names everything it needs, so that it can run in
 * another process or elsewhere.
 */
export type AgentRequest = {
  agent: string;
  /** Rung of the ladder this attempt stands on. */
  rung: Rung;
  input: Labelled;
  /** What is on record and was said before, as text, for agents that ask for it. */
  context?: Labelled;
  /** Of its own files: these are instructions. */
  skills?: readonly Skill[];
  /** JSON Schema the output must satisfy. */
  output: JsonObject;
  deadlineMs: number;
  /** Of one answer of a model; absent: as is usual. */
  maxOutputTokens?: number;
};

/** A ladder names, best first, how an agent may do its work; the last resort is the operator. */
export type Rung =
  | { kind: "template"; template: Json }
  | { kind: "code"; source: string }
  /** `on`: what stands behind the tier now; null where mainstay.yaml names no such tier. */
  | { kind: "model"; tier: string; prompt: string; on: Tier | null }
  | { kind: "manual" };

/** Labels of the output are the join of what went in, unless the rung knows better (templates do). */
export type AgentResult = {
  output: Labelled;
  /** Acts the agent asks for; each must be among its capabilities. */
  proposals: readonly { action: string; args: Labelled }[];
  /** 0 to 1, where the agent says so. */
  confidence: number | null;
  costMicros: number;
  /** Which model wrote it; absent where none did. */
  model?: string;
};

/** The class decides what happens next, never the message. */
export type FailureClass = "transient" | "deterministic" | "semantic";

export class AgentError extends Error {
  override readonly name: string = "AgentError";
  readonly failure: FailureClass;
  /** How long the other side asked to be left alone. */
  readonly retryAfterMs: number;
  /** Stable, for what must know the reason. */
  readonly code: "agent_failed" | "budget_exhausted" = "agent_failed";
  constructor(message: string, failure: FailureClass, cause?: unknown, retryAfterMs = 0) {
    super(message, { cause });
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No budget has so much left: nothing was asked. */
export class Unaffordable extends AgentError {
  override readonly name = "Unaffordable";
  override readonly code = "budget_exhausted";
  constructor(message: string) {
    super(message, "deterministic");
  }
}

/** Performs rungs of one kind. */
export interface Executor {
  readonly kind: Rung["kind"];
  /** True where others can observe the work: it is claimed on record before it begins (ST3). */
  readonly discloses?: true;
  /** Why this rung cannot be performed here and now, with what would help; null where it can. */
  lacks?(rung: Rung): string | null;
  execute(request: AgentRequest, signal: AbortSignal, calls?: Calls): Promise<AgentResult>;
  close?(): Promise<void>;
}

/** How an executor has each call recorded: before it is made, and after (ST7). */
export type Calls = {
  /** Durable when it resolves, with the bound reserved; throws an AgentError where no budget is left. */
  started(call: CallStart): Promise<void>;
  ended(end: CallEnd): Promise<void>;
};

export type CallStart = { boundMicros: number; model: string; prompt: string };

/** What is heard of a call; of one that nothing is heard of, there is no end to tell. */
export type CallEnd = {
  /** The answer as it came; empty where none did. */
  text: string;
  /** As the answer names it. */
  model: string | null;
  /** Null where the answer tells none, or none that can be. */
  tokens: Tokens | null;
  /** Null: it cannot be told, so that the call costs its bound. */
  costMicros: number | null;
  /** Millionths of the company's currency for one unit of the price's; null: they are the same. */
  rate: { currency: string; micros: number } | null;
  latencyMs: number;
  /** Why no answer came; absent where one did. */
  fault?: CallFault;
};

/**
 * Why a call came to no answer: its server refuses the key, or the call; the account is empty; it knows
 * no such model; it sends calls elsewhere; it is busy, failed or cannot be reached; the line broke; its
 * answer was none of the protocol; none came in time.
 */
export const callFaults = [
  "key",
  "credit",
  "model",
  "refused",
  "elsewhere",
  "busy",
  "server",
  "unreached",
  "line",
  "protocol",
  "late",
] as const;

export type CallFault = (typeof callFaults)[number];

/** `cached` are those of the input that were read from or written to the provider's cache. */
export type Tokens = { input: number; output: number; cached: number };

/** The models that can be asked here, by what stands behind a tier. */
export interface Models {
  /** Why its calls cannot be made here and now, with what would help; null where they can. */
  lacks(tier: Tier): string | null;
  /** The environment variables that decide about its calls: its key, if it has one, and its address. */
  variables(tier: Tier): { key: string | null; base: string };
  /** Upper bound of a call's cost, as `Model.bound`; it loads no provider. */
  bound(tier: Tier, request: ModelRequest): Promise<number | null>;
  /** Millionths of the company's currency for a million tokens; null: not known. */
  price(tier: Tier): Promise<{ input: number; output: number } | null>;
  open(tier: Tier): Promise<Model>;
}

/**
 * A language model. A call is a disclosure that cannot be looked up (ST7): the engine records
 * `call.started` with its bound reserved before it calls.
 */
export interface Model {
  readonly name: string;
  /** Upper bound of a call's cost in millionths of the currency; null: no known price, ask first. */
  bound(request: ModelRequest): number | null;
  /** Throws CallFailed where the failure says what became of the call. */
  call(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer>;
}

export type ModelRequest = { prompt: string; schema: JsonObject; maxOutputTokens: number };

/** `finish`: whether the model said all it had to say, or was cut off, or kept from saying it. */
export type ModelAnswer = Omit<CallEnd, "latencyMs" | "fault"> & {
  finish: "whole" | "length" | "filter";
};

/** A call that came to no answer. Its message never repeats what the other side said. */
export class CallFailed extends AgentError {
  override readonly name = "CallFailed";
  /** False where it is certain that nothing is charged for it. */
  readonly charged: boolean;
  readonly fault: CallFault;
  constructor(
    message: string,
    failure: FailureClass,
    {
      charged,
      fault,
      retryAfterMs = 0,
    }: { charged: boolean; fault: CallFault; retryAfterMs?: number },
  ) {
    super(message, failure, undefined, retryAfterMs);
    this.charged = charged;
    this.fault = fault;
  }
}
