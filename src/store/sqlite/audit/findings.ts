/** What is wrong: the history itself, what only follows from it, the keys to it, or what was signed over it. */
export type About = "history" | "derived" | "keys" | "signed";

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
    | "fork"
    | "derived";
  /** The first and last entry that may be concerned; null where none can be named. */
  from: number | null;
  to: number | null;
  about: About;
  message: string;
  /** What she can do about it; without one, what is done about a history that is not sound. */
  remedy?: string;
};

const abouts: Partial<Record<Finding["kind"], About>> = {
  derived: "derived",
  key: "keys",
  signature: "signed",
  fork: "signed",
};

function aboutOf(kind: Finding["kind"]): About {
  return abouts[kind] ?? "history";
}

const told = 50;

/** The first of them, and how many more there are: a ruined file has no end of them. */
export class Findings {
  readonly list: Finding[] = [];
  more = 0;
  /** What kinds the others are of. */
  readonly #untold = new Set<Finding["kind"]>();

  add(
    kind: Finding["kind"],
    from: number | null,
    to: number | null,
    message: string,
    remedy?: string,
  ): void {
    const about = aboutOf(kind);
    const finding = { kind, from, to, about, message, ...(remedy === undefined ? {} : { remedy }) };
    if (this.list.length < told) this.list.push(finding);
    else {
      this.more += 1;
      this.#untold.add(kind);
    }
  }

  get speakAgainstHistory(): boolean {
    return (
      this.list.some(({ about }) => about === "history") ||
      [...this.#untold].some((kind) => aboutOf(kind) === "history")
    );
  }

  /** Whether all that speaks against the history is such; then none of it does any more. */
  reassign(
    is: (finding: Pick<Finding, "kind" | "to">) => boolean,
    to: { about: About; remedy: string },
  ): boolean {
    const hurt = this.list.filter(({ about }) => about === "history");
    const untold = [...this.#untold].filter((kind) => aboutOf(kind) === "history");
    if (![...hurt, ...untold.map((kind) => ({ kind, to: null }))].every(is)) return false;
    for (const finding of hurt) Object.assign(finding, to);
    for (const kind of untold) this.#untold.delete(kind);
    return true;
  }
}
