import type { z } from "zod";
import type { ArgumentKind } from "../value/argument-kind.ts";
import type { JsonObject } from "../value/json.ts";
import type { Movement } from "../value/movement.ts";

/**
 * What a connector promises. All of it crosses as JSON (files as blob digests), so that a connector
 * can run elsewhere.
 *
 * CN1 `perform` is called only after `sent` is durable, at most once per (token, attempt).
 * CN2 `perform` throws a ConnectorError that says whether the act did not, did, or may have
 *     happened. Anything else that is thrown counts as "may have".
 * CN3 `find` looks for an act by its token. Absence proves something only if the action's `lookup`
 *     is "authoritative"; `settlesMs` says how long after the call's deadline an act may still
 *     become visible.
 * CN4 `businessKey`, `cost` and `preview` are pure functions of the arguments.
 * CN5 A connector normalises what it reads from outside; it decides nothing.
 */
export interface Connector {
  /** What it is, as in `use:` of connectors/*.yaml: "outbox-maildir", "books-journal". */
  readonly kind: string;
  /** Version of this contract; recorded with every effect. */
  readonly version: number;
  readonly actions: Readonly<Record<string, Action>>;
  readonly source?: Source;
  /** Of books: everything that moved between the company and its clients, in no order. */
  movements?(): Promise<readonly Movement[]>;
  health(files?: Files): Promise<Health>;
  close?(): Promise<void>;
}

export type Action = {
  /** Shape of the arguments. Its JSON Schema is published. */
  readonly input: z.ZodType<JsonObject>;
  /** Shape of the result, for the checks of `apply`: names of its fields. */
  readonly output: readonly string[];
  /** Kind of each argument by JSON pointer ("*" for any item); unnamed ones are "plain". */
  readonly kinds: Readonly<Record<string, ArgumentKind>>;
  /** One line in the operator's words, for what it did: "sent mail", "issued invoice". */
  readonly deed: string;
  readonly lookup: "authoritative" | "presence" | "none";
  readonly settlesMs: number;
  /** How long one call may take before its outcome is "may have happened". */
  readonly deadlineMs: number;
  /** Later than this after it could leave, being cleared and held open, it asks again instead. */
  readonly latenessMs: number;
  /** How it can be taken back; null marks a point of no return. In the operator's words. */
  readonly undo: {
    readonly deed: string;
    readonly note: string;
    /** What taking it back leaves for her to do, by the act's result; a clause behind its line. */
    readonly leaves?: (result: JsonObject) => string;
  } | null;
  /** How long a cleared act waits before it is sent, so that she can still take it back. */
  readonly holdMs?: number;
  /**
   * What came or went in the same conversation after `since`, the time of the newest thing the act was
   * made from: asked before it is sent. Where anything did, the act is not what she answered any more.
   * An error means that it could not be read: nothing is sent before it can.
   */
  news?(args: JsonObject, since: number): Promise<readonly News[]>;
  /** For an act that she does by hand: it can be put before her, and what she did be seen. */
  readonly byHand?: {
    /** In her words: "put it into my Drafts; I send it myself", and where it lies then. */
    readonly offer: string;
    readonly note: string;
    /**
     * May be asked again after a crash: what lies there already is known by the token. What was sent of it
     * `find` finds.
     */
    lay(request: ActionRequest, files: Files): Promise<void>;
    /** The result of the act, once she has done it; null while she has not. `since`: when it was laid. */
    done(request: ActionRequest, since: number): Promise<JsonObject | null>;
    /**
     * Whether what she did answers an arrival that the job kept, which then needs no decision of its own.
     * `at`: when she did it, where the result does not say.
     */
    answers?(
      args: JsonObject,
      did: { result: JsonObject; at: number },
      arrival: { content: JsonObject; at: number },
    ): boolean;
  };
  /** Outside cost in millionths of the workspace's currency. */
  cost?(args: JsonObject): number;
  /** What taking it back would cost; held from when it is sent until its run ends (EF7). */
  undoCost?(args: JsonObject): number;
  /** Names the occasion (deposit/engagement), never a series number; null where none is needed. */
  businessKey?(args: JsonObject): string | null;
  /** The series this act takes its next number from, and the text of the n-th number in it. */
  readonly series?: {
    name(args: JsonObject, at: number): string;
    /** Every series that it may take numbers from then; absent: the one that `name` gives. */
    names?(at: number): readonly string[];
    text(name: string, n: number): string;
    /** Highest number the outside already holds: the series resumes above it. */
    highest(name: string): Promise<number>;
  };
  /** The amount an act moves, for judgement and inbox; null where none. "2856.00 EUR". */
  amount?(args: JsonObject): string | null;
  /** What later arrivals will name to answer this act: a message id, "rf:" and a payment reference. */
  aliases?(result: JsonObject): readonly string[];
  preview(args: JsonObject): Preview;
  /** What the result will be like, for showing what follows; nothing is done and no number taken. */
  foresee?(args: JsonObject, at: number): JsonObject;
  /** What it would change of what stands outside now, in lines; nothing is changed. For showing only. */
  compare?(args: JsonObject): Promise<readonly string[]>;
  /** A file the operator can open before she approves (the PDF). Written to `folder`, marked as draft. */
  draft?(args: JsonObject, files: Files): Promise<Attachment>;
  perform(request: ActionRequest, files: Files): Promise<JsonObject>;
  find(request: ActionRequest, files: Files): Promise<Found>;
  /** Takes back an applied act. Its own token is `request.token` with "/undo" behind. */
  compensate?(request: ActionRequest, applied: JsonObject, files: Files): Promise<JsonObject>;
  findCompensation?(request: ActionRequest, applied: JsonObject, files: Files): Promise<Found>;
};

export type ActionRequest = {
  token: string;
  /** Digest of the approved arguments; carried along, so that a look-up can compare it. */
  digest: string;
  args: JsonObject;
  /** Allotted from the action's series when it was sent. */
  number?: string;
  /** The time at which the act is recorded to be sent, for dates on documents; epoch ms. */
  at: number;
  /** Texts of templates/ as the run's release has them (ST2), by file name. */
  templates?: Readonly<Record<string, string>>;
};

/**
 * A mail in an act's conversation: who wrote it, when (epoch ms), its subject line, and how it begins.
 * `own`: she wrote it herself. `id` is its identity at its source, where it has one: what the job has
 * read already is no news.
 */
export type News = {
  from: string;
  at: number;
  title: string;
  text?: string;
  own?: true;
  id?: string;
};

/** `digest` as carried by what was found: another digest under the same token is a fault. */
export type Found = { found: true; digest: string; result: JsonObject } | { found: false };

export type Preview = {
  /** One line: "Invoice 2,400.00 + 19 % 456.00 = 2,856.00 EUR". */
  line: string;
  /** Further lines that matter for the decision: address, account, dates. */
  details: readonly string[];
};

/** `digest` is the reference of the file. */
export type Attachment = { name: string; mediaType: string; digest: string };

/**
 * Where connectors keep and fetch files. `put` answers the file's reference, once it is synced. Whoever
 * has the reference can read the file: it belongs into what is sealed, not into names or messages.
 */
export interface Files {
  put(bytes: Uint8Array): Promise<string>;
  get(reference: string): Promise<Uint8Array | null>;
}

export type Health = {
  ok: boolean;
  note: string;
  lastSeenAt?: number;
  /** Of what is not well: what it means and what to do, where the connector works all the same. */
  mend?: { effect: string; remedy: string };
  /** What is wrong besides, and keeps nothing from going on. */
  amiss?: { line: string; effect: string; remedy: string };
};

/**
 * An inbound source reads arrivals, each with an identity of its own: what was read before is
 * reported again after a crash, and the owner drops it by that identity.
 */
export interface Source {
  /** Event types it emits: "mail.received", "payment.received". */
  readonly emits: readonly string[];
  /**
   * Everything there now that `seen` does not know, oldest first. `putAway` tells of what could not be
   * read whether the operator has read it herself: it is asked for again then.
   */
  scan(
    seen: (externalId: string) => Promise<boolean>,
    files: Files,
    putAway?: (externalId: string) => Promise<boolean>,
  ): AsyncIterable<Arrival>;
  /** True if the last scan left something that was still being written: look again soon. */
  pending?(): boolean;
  /** Folders to watch; a change calls for a scan. */
  readonly watches: readonly string[];
  /** For what is not a folder: `changed` calls for a scan; the answer ends the listening. */
  listen?(changed: () => void): () => void;
}

export type Arrival = {
  type: string;
  /** Identity at the source: a Message-ID, a bank line's digest. Hashed before it is recorded. */
  externalId: string;
  /** When it happened outside, as the source says; epoch ms. */
  occurredAt: number;
  /** Addresses by which its subject is found or minted ("mailto:ana@…"); empty: no subject. */
  addresses: readonly string[];
  /** Ids of earlier arrivals that this one answers (In-Reply-To, References): finds the subject too. */
  answers: readonly string[];
  /** Normalised content; labelled "outside". */
  content: JsonObject;
  /** Reference of the raw bytes among the files. */
  raw: string | null;
  /** Set when it could not be read: kept aside and listed, never dropped. */
  damaged?: string;
  /** Identity of the arrival that this one repeats: recorded as a duplicate, starts nothing. */
  copyOf?: string;
};

/** EF4: the error of a connector says whether the act happened. */
export class ConnectorError extends Error {
  override readonly name = "ConnectorError";
  readonly happened: "no" | "yes" | "maybe";
  readonly failure: "transient" | "deterministic" | "semantic";
  readonly retryAfterMs: number | undefined;
  constructor(
    message: string,
    options: {
      happened: "no" | "yes" | "maybe";
      failure: "transient" | "deterministic" | "semantic";
      retryAfterMs?: number;
      cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.happened = options.happened;
    this.failure = options.failure;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** How a connector is made from its file in connectors/. `settings` was checked by `schema`. */
export type ConnectorKind = {
  readonly kind: string;
  readonly schema: z.ZodType<JsonObject>;
  /** What it will be able to do and emit, for the checks of `apply`, before anything is made. */
  readonly actions: Readonly<
    Record<string, { readonly input: z.ZodType; readonly output: readonly string[] }>
  >;
  readonly emits: readonly string[];
  /** Where the settings contradict what the company says of itself, its details; null if nowhere. */
  contradicts?(settings: JsonObject, details: JsonObject): Contradiction | null;
  /** What is wrong with files that the settings name, beyond their shape; nothing is changed. */
  check?(settings: JsonObject, place: Place): Promise<readonly Flaw[]>;
  make(settings: JsonObject, place: Place): Promise<Connector>;
};

/** `at`: the pointer of the setting. */
export type Contradiction = { at: string; message: string; remedy: string };

/** A mistake in a file that a connector reads. */
export type Flaw = {
  /** Path in the workspace. */
  file: string;
  line: number | null;
  message: string;
  remedy: string;
};

/** What a connector may touch. */
export type Place = {
  /** The workspace's files (read only). */
  workspace: string;
  /** The folder that relative paths in settings are resolved against. */
  root: string;
  /** Company details of mainstay.yaml, for letterheads and accounts. */
  company: JsonObject;
  now(): number;
  /** The password or key that `env:NAME` or `file:NAME` names; throws where there is none. */
  secret(reference: string): string;
  /** The machine's own time, which files bear; where it is absent, `now` is that time. */
  fileNow?(): number;
};
