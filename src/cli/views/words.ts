import type { PauseTarget } from "../../api/contract/status.ts";

/** Small pieces of English. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** "onboard-client" and "Nordlicht Coffee" make "Onboard Nordlicht Coffee"; what has a title goes by it. */
export function job(runbook: string, client: string, title = ""): string {
  if (title !== "") return client === "" || title.includes(client) ? title : `${title} · ${client}`;
  const words = runbook.replaceAll(/[-_]+/g, " ").trim();
  if (client === "") return capital(words);
  if (/\bclient\b/.test(words)) return capital(words.replace(/\bclient\b/, () => client));
  return `${capital(words)} · ${client}`;
}

/** The operator's word for what the files call by another. */
export function kind(word: string): string {
  return word === "runbook" ? "process" : word;
}

/** "process onboard-client": what is paused, as the commands name it. */
export function targetWords(target: PauseTarget): string {
  return target.kind === "everything" ? "everything" : `${kind(target.kind)} ${target.name}`;
}

/** A length of time as people say it: "14 h", "3 days". */
export function length(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return "under a minute";
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(ms / 3_600_000);
  if (hours < 48) return `${hours} h`;
  return `${Math.round(ms / 86_400_000)} days`;
}

export function about(minutes: number): string {
  return `about ${plural(Math.max(1, Math.ceil(minutes)), "minute")}`;
}

/** Long digests are shortened; what the operator named herself stays whole. */
export function short(version: string): string {
  return /^[0-9a-f]{16,}$/.test(version) ? version.slice(0, 8) : version;
}
