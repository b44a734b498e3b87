import { expect, test } from "vitest";
import { doorOf } from "./door.ts";

const key = "sk-mine";

test("a key opens the provider's own door", () => {
  expect(doorOf("openai", { OPENAI_API_KEY: key })).toEqual({
    base: "https://api.openai.com/v1",
    key,
    own: true,
    here: false,
  });
  expect(doorOf("anthropic", { ANTHROPIC_API_KEY: ` ${key}\n` })).toMatchObject({
    base: "https://api.anthropic.com/v1",
    key,
    own: true,
  });
});

test.each(["", "  "])("a key of %j is none, and the variable is named", (empty) => {
  expect(doorOf("openai", { OPENAI_API_KEY: empty })).toMatch(/^OPENAI_API_KEY is not set/);
  expect(doorOf("anthropic", {})).toMatch(/^ANTHROPIC_API_KEY is not set/);
  expect(doorOf("compatible", {})).toMatch(/^COMPATIBLE_BASE_URL is not set/);
});

test("DO2: a server elsewhere is not the provider's own, and may need no key", () => {
  const local = { OPENAI_BASE_URL: "http://127.0.0.1:8080/v1/" };
  const door = { base: "http://127.0.0.1:8080/v1", key: null, own: false, here: true };
  expect(doorOf("openai", local)).toEqual(door);
  const near = { OPENAI_BASE_URL: "https://api.openai.com.example/v1", OPENAI_API_KEY: key };
  expect(doorOf("openai", near)).toMatchObject({ own: false });
  const region = { OPENAI_BASE_URL: "https://eu.api.openai.com/v1", OPENAI_API_KEY: key };
  expect(doorOf("openai", region)).toMatchObject({ own: true });
});

test("an address may leave out what its protocol's paths begin with", () => {
  const base = (env: object, provider: "anthropic" | "ollama") => doorOf(provider, { ...env });
  const anthropic = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: "https://api.anthropic.com" };
  expect(base(anthropic, "anthropic")).toMatchObject({ base: "https://api.anthropic.com/v1" });
  const ollama = { OLLAMA_BASE_URL: "http://localhost:11434" };
  expect(base(ollama, "ollama")).toMatchObject({ base: "http://localhost:11434/v1", here: true });
  expect(base({}, "ollama")).toMatchObject({ base: "http://127.0.0.1:11434/v1", key: null });
});

test("DO1: a key never leaves this computer unencrypted", () => {
  const env = (base: string) => ({ COMPATIBLE_BASE_URL: base, COMPATIBLE_API_KEY: key });
  expect(doorOf("compatible", env("http://models.example/v1"))).toMatch(/unencrypted/);
  for (const here of ["http://localhost:1/v1", "http://[::1]:1/v1", "http://127.0.0.1:1/v1"])
    expect(doorOf("compatible", env(here))).toMatchObject({ key, here: true });
  expect(doorOf("compatible", env("http://127.0.0.1.example/v1"))).toMatch(/unencrypted/);
});

test.each(["models.example", "ftp://models.example", "file:///etc/passwd", "http://"])(
  "%s is no address of a server",
  (base) => {
    expect(doorOf("compatible", { COMPATIBLE_BASE_URL: base })).toMatch(/is no address/);
  },
);

test("what is wrong never repeats the key or the address, which may hold a password", () => {
  const env = { COMPATIBLE_BASE_URL: "http://user:pass@models.example", COMPATIBLE_API_KEY: key };
  expect(doorOf("compatible", env)).not.toMatch(/sk-mine|pass/);
});
