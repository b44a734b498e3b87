import type { ImapFlow } from "imapflow";

/**
 * Listens to a folder, so that a mail is read when it comes.
 *
 * LI1 A line that broke is opened again, ever later, up to five minutes; each time it is open, the
 *     folder is looked at, since something may have come meanwhile.
 * LI2 A line that is dead without a word is noticed: it has to answer every few minutes. A server that
 *     cannot tell of changes by itself is asked as often, and no more.
 */
export type Pauses = { firstMs: number; longestMs: number };

const usualPauses: Pauses = { firstMs: 5_000, longestMs: 300_000 };

export function listenTo(
  folder: string,
  open: () => Promise<ImapFlow>,
  changed: () => void,
  onLine: (open: boolean) => void,
  pauses = usualPauses,
): () => void {
  const ended = new AbortController();
  void (async () => {
    for (let failed = 0; !ended.signal.aborted; failed += 1) {
      if (await session(folder, open, changed, onLine, ended.signal)) failed = 0;
      onLine(false);
      const pauseMs = Math.min(pauses.longestMs, pauses.firstMs * 2 ** Math.min(failed, 20));
      await pause(pauseMs, ended.signal);
    }
  })();
  return () => ended.abort();
}

/** Resolves when the line is closed; true if it had been open. */
async function session(
  folder: string,
  open: () => Promise<ImapFlow>,
  changed: () => void,
  onLine: (open: boolean) => void,
  ended: AbortSignal,
): Promise<boolean> {
  let client: ImapFlow | null = null;
  try {
    client = await open();
    const closed = new Promise<void>((resolve) => client?.once("close", resolve));
    const end = (): void => client?.close();
    ended.addEventListener("abort", end, { once: true });
    await client.mailboxOpen(folder, { readOnly: true });
    client.on("exists", changed);
    if (ended.aborted) client.close();
    onLine(true);
    changed();
    await closed;
    ended.removeEventListener("abort", end);
    return true;
  } catch {
    // Told by whoever reads: the same line fails for it.
    client?.close();
    return false;
  }
}

function pause(ms: number, ended: AbortSignal): Promise<void> {
  if (ended.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms).unref();
    ended.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
