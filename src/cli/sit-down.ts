import type { Desk } from "../api/contract/desk.ts";
import { attend } from "./attend.ts";
import type { Session } from "./context.ts";
import { inboxLines } from "./views/inbox.ts";
import { clean } from "./views/layout.ts";

/** After a list or an item was shown on a terminal: single keys, until she quits. */
export async function sitDown(session: Session, desk: Desk, open: number | null): Promise<void> {
  const { deps, frame, place } = session;
  const terminal = deps.terminal();
  const say = (lines: readonly string[]) => {
    if (lines.length > 0) terminal.write(`${lines.join("\n")}\n`);
  };
  try {
    await attend(
      {
        desk,
        terminal,
        frame,
        say,
        undisturbed: (work) => work(),
        home: async () => say(["", ...inboxLines(clean(await desk.inbox()), frame)]),
        openEditor: deps.openEditor,
        openFile: deps.openFile,
        tryMail: (file) => deps.tryMails(file, place),
      },
      open,
    );
  } finally {
    terminal.close();
  }
}
