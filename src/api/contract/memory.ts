import type { Person } from "./bring.ts";
import type { Time } from "./facts.ts";

/** Passages to keep, such as the turns of old conversations. Each is kept once, however often it is given. */
export type Remember = {
  dryRun: boolean;
  /** The number of the import that it is part of. */
  import?: number;
  rows: readonly PassageRow[];
};

/** What is brought along in one go, under a number. */
export type BeginImport = { what: "passages" | "facts"; file: string };

export type PassageRow = {
  /** Of her file. */
  line: number;
  /** As its source names it; unique per client. */
  id: string;
  /** A name, told apart to the byte, under which it is kept; whom it may be of; or whom she named. */
  client: string | Among | Named;
  author: string;
  /** Epoch ms. */
  at: number;
  /** The conversation it is part of; "" where it stands alone. */
  thread: string;
  text: string;
  /** Where it was a mail. */
  mail?: MailHead;
};

export type NamedPassage = PassageRow & { client: string };

/** Mail addresses and whole names, of which the first that is a client's counts: nobody new is met. */
export type Among = readonly string[];

/** As she names clients elsewhere. Where nobody is meant, somebody new is called so. */
export type Named = { named: string };

/** What a mail says beside its new text. */
export type MailHead = {
  messageId: string | null;
  from: Person;
  to: readonly Person[];
  title: string;
  inReplyTo: string | null;
  references: readonly string[];
  /** Whether a person wrote it, as its head says. */
  personal: boolean;
  /** Ids under which it may be here already: of the act that sent it, or of what it was rebuilt from. */
  also: readonly string[];
};

export type Remembered = {
  kept: number;
  /** Those that were here before, as they are. */
  known: number;
  refused: { line: number; reason: string }[];
  /** Whose all of it is, where she named them; null where each says so itself. */
  whose: { name: string; isNew: boolean } | null;
};

/** `left` still have none. */
export type Indexed = {
  made: number;
  left: number;
  /** Why no more were made; null where that did not fail. */
  failed: string | null;
};

/** What was said, by one client's passages alone. */
export type RecallQuery = {
  /** As it was named when it was kept, or as she names clients elsewhere. */
  client: string;
  query: string;
  /** At most so many passages. */
  k: number;
  /** Instead: what goes into so many tokens. */
  tokens?: number;
  /** Nothing that was said later is found; of a day, as it ended. */
  at?: Time;
};

export type RecallView = {
  /** The likeliest first. */
  passages: {
    id: string;
    author: string;
    at: number;
    thread: string;
    text: string;
    score: number;
    /** What the score is the sum of. */
    parts: Readonly<Record<string, number>>;
    /** Its entry in the history. */
    seq: number;
  }[];
  /** How near in meaning the nearest of all is, up to 1; null where meaning was not asked. */
  nearest: number | null;
  /** How many were found that do not go into so many tokens. */
  passed: number;
  /** Passages of this client. */
  known: number;
  /** How many of them have no vector yet: they are found by their words alone. */
  missing: number;
  /** How many of these are secret, and never told to who makes the others'. */
  withheld: number;
  /** Why the others have none, where making them failed; null where that is not known. */
  why: string | null;
  /** Why only words were asked; null where meaning was, too. */
  wordsOnly: string | null;
  timeZone: string;
};

/** A client's passages, in the order in which they were kept. */
export type PassagesQuery = {
  client: string;
  /** Only those of later entries. */
  after?: number;
};

/** So many at a time: empty once there are no more. */
export type PassagesView = {
  /** What leads to exactly this client when it is brought again. */
  lead: string;
  passages: { id: string; author: string; at: number; thread: string; text: string; seq: number }[];
};

/** A passage as the mail that it was; null where it was none. */
export type MailView =
  /** The mail itself, base64. */
  | { raw: string }
  /** What is kept of it. */
  | { rebuilt: Rebuilt }
  | null;

export type Rebuilt = Pick<
  MailHead,
  "from" | "to" | "title" | "messageId" | "inReplyTo" | "references"
> & {
  /** Of the passage. */
  id: string;
  at: number;
  text: string;
  /** Of the act that sent it. */
  token: string | null;
};

export type MemoryStats = {
  passages: number;
  /** Without a vector: found by their words alone. */
  unread: number;
  /** What makes vectors, and why it did not the last time. */
  embedder: { id: string; dimensions: number; sendsTo: string | null; failed: string | null };
  /** Passages that are secret and never told to who makes vectors: found by their words alone. */
  withheld: number;
  /** Of all vectors. */
  vectorBytes: number;
  /** Records and their facts, by kind. */
  kinds: { kind: string; records: number; facts: number; stale: number }[];
  /** What contradicts what is on record, and waits for her. */
  conflicts: number;
  /** What models' calls came to, by tier. */
  tiers: { tier: string; calls: number; micros: number }[];
  currency: string;
  locale: string;
};

export const mostQuery = 2_000;
export const mostRecalled = 1_000;
export const mostTokens = 20_000;

/** Longer ones are refused: whoever brings them parts them. */
export const mostPassageText = 32_768;
export const mostName = 500;
/** So many go to the desk at a time. */
export const mostRows = 100;

/** Of a mail's recipients and of the mails that it answers. */
export const mostOfMail = 50;
/** Of names and addresses among which a client is looked for. */
export const mostAmong = 60;
