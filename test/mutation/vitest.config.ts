import { defineConfig } from "vitest/config";

// The tests beside the code: what only a test further out would notice counts as unnoticed.
export default defineConfig({ test: { include: ["src/{kernel,policy,value}/**/*.test.ts"] } });
