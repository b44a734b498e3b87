/** Who of a client's people usually says it. */
export type Role = "boss" | "ops" | "money" | "sales" | "floor";

/**
 * Something that is settled at a client, and may be settled otherwise later. Sentences hold blanks:
 * `{v}` is what was settled, `{was}` what held before, `{wrong}` what never held; others are the
 * client's own words, people and chance (`blanks.ts`).
 *
 * WS1 What is asked shares few words with what was told. What is put plainly (the first of `asked`) uses
 *     words of some of the ways in which it is told; the others are other words altogether.
 * WS2 Only `told` and `changed` say what holds: `near` is about the same matter, and answers nothing.
 * WS3 A matter that nobody called by any of its names is not asked for: not even a reader of the
 *     conversation could tell that it answers.
 */
export type Story = {
  readonly id: string;
  /** What people call the matter: now in one way, now in another. */
  readonly topics: readonly string[];
  readonly by: readonly Role[];
  /** "date" for a day some weeks after it is told. */
  readonly values: readonly string[] | "date";
  readonly told: readonly string[];
  readonly changed: readonly string[];
  readonly near: readonly string[];
  /** What holds, without saying when; the plain question first. */
  readonly asked: readonly string[];
  /** What held at first. */
  readonly before: readonly string[];
  /** When it was settled; when it was settled otherwise. */
  readonly when: readonly [first: string, change: string];
  /** For both what held and what holds. */
  readonly span: string;
};
