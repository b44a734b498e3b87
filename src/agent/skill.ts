/**
 * How something is done here, in the operator's words, for agents that name it: the text of a
 * `skills/NAME/SKILL.md`, after the open format of that name. It is an instruction, unlike all that comes
 * from records, mails or models.
 */
export type Skill = {
  readonly name: string;
  readonly description: string;
  /** Digest of its file. */
  readonly version: string;
  /** Markdown, as it stands below its front matter. */
  readonly text: string;
};
