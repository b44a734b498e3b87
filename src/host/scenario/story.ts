import type { Opened } from "../open.ts";
import { tell } from "../tour/diary.ts";

/** One thing that happened, as the tour tells it. */
export type StoryLine = { at: number; verb: string; client: string; line: string };

const page = 1_000;

/** What happened in a case, in order. */
export async function story({ owner }: Opened): Promise<StoryLine[]> {
  const lines: StoryLine[] = [];
  for (let seq = 1; ;) {
    const events = await owner.journal.readFrom(seq, page);
    const last = events.at(-1);
    if (last === undefined) return lines;
    for (const event of events) {
      const line = await tell(owner, event);
      if (line !== null)
        lines.push({ at: line.at, verb: line.verb, client: line.client, line: line.line });
    }
    seq = last.seq + 1;
  }
}
