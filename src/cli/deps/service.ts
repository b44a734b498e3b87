/** What keeps a company running, and what was done about it. */
export type ServiceView = {
  act: "install" | "print" | "status" | "uninstall";
  name: string;
  /** Of the system's, that says how. */
  file: string;
  /** Where the company may write. */
  writes: string[];
  text: string;
  written: boolean;
  /** False where the file was written for other places than today's. */
  current: boolean;
  running: boolean;
  ran: { words: readonly string[]; ok: boolean; said: string }[];
  /** Commands that she has to type herself. */
  left: string[][];
};
