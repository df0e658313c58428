import { defineConfig } from "@playwright/test";
import tests from "./playwright.config";

// Not a test: the pictures in the README, made anew from the real pages by `cargo xtask pictures`.
export default defineConfig({ ...tests, testDir: "pictures", testMatch: "*.pictures.ts", workers: 1, projects: [{ name: "pictures" }] });
