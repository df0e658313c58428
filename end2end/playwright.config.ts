import { defineConfig } from "@playwright/test";

// One server and one home per test: they do not disturb each other.
export default defineConfig({
  testDir: "tests",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  retries: 0,
  // On a busy machine a step may take seconds. Every wait ends as soon as its condition holds.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        // Another name for this machine, as a page that rebinds its own would have.
        "--host-resolver-rules=MAP rebind.test 127.0.0.1",
      ],
    },
  },
  projects: [
    { name: "with-script", testIgnore: /no-script/ },
    { name: "without-script", testMatch: /no-script/, use: { javaScriptEnabled: false } },
  ],
});
