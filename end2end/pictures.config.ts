import { defineConfig } from "@playwright/test";
import tests from "./playwright.config";

// Not a test: `cargo xtask pictures` takes the pictures in the README from the real pages.
export default defineConfig({ ...tests, testDir: "pictures", testMatch: "*.pictures.ts", workers: 1, projects: [{ name: "pictures" }] });
