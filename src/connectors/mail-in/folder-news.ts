import type { News } from "../contract.ts";
import { readHeaders } from "../mail-headers.ts";
import { beginningOf } from "./beginning.ts";
import { head, Mailbox } from "./mailbox.ts";
import { type Conversation, headOf, newsFrom } from "./thread.ts";

/** More than these newest are not looked at. */
const most = 200;

/**
 * What came in a conversation, read from a folder of mails. What she wrote herself lies nowhere there,
 * so it is not seen.
 */
export class FolderNews {
  readonly #mailbox: Mailbox;

  constructor(folder: string) {
    this.#mailbox = new Mailbox(folder);
  }

  async since(conversation: Conversation, since: number): Promise<News[]> {
    const recent = (await this.#mailbox.entries()).filter(({ occurredAt }) => occurredAt >= since);
    const found: News[] = [];
    for (const { path, occurredAt } of recent.slice(-most)) {
      const bytes = await head(path);
      const news = newsFrom(headOf(readHeaders(bytes), occurredAt), conversation, since, "inbox");
      if (news !== null) found.push({ ...news, text: await beginningOf(bytes) });
    }
    return found;
  }
}
