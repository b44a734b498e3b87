/** What was said about where things lie; null where nothing was said. */
export type Place = { data: string | null; workspace: string | null };

/** How far long work has come. */
export type Progress = (doing: string, done: number, total: number) => void;
