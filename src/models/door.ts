import type { Provider } from "../agent/tier.ts";

/**
 * Where the calls of a provider go, as the environment says. Keys stand there and nowhere else: no
 * file, event, message or log of Mainstay holds one.
 *
 * DO1 A key goes out only encrypted, or to this computer.
 * DO2 A server under another address than the provider's own is `own: false`: what it charges is
 *     not what the provider charges.
 */
export type Door = {
  base: string;
  key: string | null;
  own: boolean;
  /** On this computer. */
  here: boolean;
};

export type Env = Readonly<Record<string, string | undefined>>;

type Entrance = {
  key: string | null;
  base: string;
  /** Null: it must be named. */
  usual: string | null;
  /** What the protocol's paths begin with, where her address leaves it out. */
  path: string;
  host: RegExp | null;
};

const entrances: Readonly<Record<Provider, Entrance>> = {
  openai: {
    key: "OPENAI_API_KEY",
    base: "OPENAI_BASE_URL",
    usual: "https://api.openai.com/v1",
    path: "",
    host: /(^|\.)api\.openai\.com$/,
  },
  anthropic: {
    key: "ANTHROPIC_API_KEY",
    base: "ANTHROPIC_BASE_URL",
    usual: "https://api.anthropic.com/v1",
    path: "/v1",
    host: /^api\.anthropic\.com$/,
  },
  compatible: {
    key: "COMPATIBLE_API_KEY",
    base: "COMPATIBLE_BASE_URL",
    usual: null,
    path: "",
    host: null,
  },
  ollama: {
    key: null,
    base: "OLLAMA_BASE_URL",
    usual: "http://127.0.0.1:11434/v1",
    path: "/v1",
    host: null,
  },
};

/** The door, or why there is none, with what would help. */
export function doorOf(provider: Provider, env: Env): Door | string {
  const { base: baseName, key: keyName, usual, path, host } = entrances[provider];
  const named = set(env[baseName]);
  const key = keyName === null ? null : set(env[keyName]);
  const given = named ?? usual;
  if (given === null) return `${baseName} is not set; set it to the address of the server`;
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return `${baseName} is no address; write it like https://models.example/v1`;
  }
  const own = host?.test(url.hostname) === true && url.protocol === "https:";
  if (key === null && (own || provider === "anthropic")) {
    return `${keyName} is not set; set it in the environment that Mainstay is started in`;
  }
  const here = isHere(url.hostname);
  if (url.protocol === "http:" && key !== null && !here) {
    return `${baseName} would send ${keyName} unencrypted; use an address that begins with https`;
  }
  const bare = `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  return { base: bare.endsWith(path) ? bare : `${bare}${path}`, key, own, here };
}

/** Whether calls go to the provider itself, also where the key to its door is missing (DO2). */
export function isOwn(provider: Provider, env: Env): boolean {
  const door = doorOf(provider, env);
  const { base, host } = entrances[provider];
  return typeof door === "string" ? host !== null && set(env[base]) === null : door.own;
}

/** The environment variables that decide about a provider: its key, if it has one, and its address. */
export function variablesOf(provider: Provider): { key: string | null; base: string } {
  const { key, base } = entrances[provider];
  return { key, base };
}

function set(value: string | undefined): string | null {
  const bare = value?.trim() ?? "";
  return bare === "" ? null : bare;
}

function isHere(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
