import type { Paint } from "./views/frame.ts";

/** A screen that is written to and, where somebody sits before it, keys that are pressed. */
export interface Terminal {
  /** True if keys can be read. */
  readonly interactive: boolean;
  readonly columns: number | undefined;
  readonly paint: Paint;
  write(text: string): void;
  /** The next key: a character, "enter", "escape", "backspace"; null once she wants to leave. */
  key(): Promise<string | null>;
  /** Ends when she or the system wants the program to leave (Ctrl-C, SIGTERM). */
  readonly left: AbortSignal;
  /** Gives screen and keyboard to another program while `work` lasts. */
  lend<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/** One line typed by keys, shown as it is typed; null if she gave it up. */
export async function readLine(
  terminal: Terminal,
  question: string,
  begun = "",
): Promise<string | null> {
  let text = begun;
  terminal.write(`${question} ${text}`);
  for (;;) {
    const key = await terminal.key();
    if (key === null || key === "escape") {
      terminal.write("\n");
      return null;
    }
    if (key === "enter") {
      terminal.write("\n");
      return text.trim();
    }
    if (key === "backspace") {
      if (text !== "") terminal.write("\b \b");
      text = Array.from(text).slice(0, -1).join("");
    } else if (!/^\p{C}/u.test(key)) {
      text += key;
      terminal.write(key);
    }
  }
}
