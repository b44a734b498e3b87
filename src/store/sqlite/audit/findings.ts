/** What an audit found wrong, and where. */
export type Finding = {
  kind:
    | "changed"
    | "missing"
    | "moved"
    | "stream"
    | "tree"
    | "value"
    | "file"
    | "key"
    | "settings"
    | "unread"
    | "signature"
    | "history"
    | "fork";
  /** The first and last entry that may be concerned; null where none can be named. */
  from: number | null;
  to: number | null;
  message: string;
  /** What she can do about it; without one, what is done about a history that is not sound. */
  remedy?: string;
};

const told = 50;

/** The first of them, and how many more there are: a ruined file has no end of them. */
export class Findings {
  readonly list: Finding[] = [];
  more = 0;

  add(
    kind: Finding["kind"],
    from: number | null,
    to: number | null,
    message: string,
    remedy?: string,
  ): void {
    const finding = { kind, from, to, message, ...(remedy === undefined ? {} : { remedy }) };
    if (this.list.length < told) this.list.push(finding);
    else this.more += 1;
  }
}
