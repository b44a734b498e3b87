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
    | "history";
  /** The first and last entry that may be concerned; null where none can be named. */
  from: number | null;
  to: number | null;
  message: string;
};

const told = 50;

/** The first of them, and how many more there are: a ruined file has no end of them. */
export class Findings {
  readonly list: Finding[] = [];
  more = 0;

  add(kind: Finding["kind"], from: number | null, to: number | null, message: string): void {
    if (this.list.length < told) this.list.push({ kind, from, to, message });
    else this.more += 1;
  }
}
