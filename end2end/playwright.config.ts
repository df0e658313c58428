import { defineConfig } from "@playwright/test";

// Each test has its own server and home, so tests run in parallel.
export default defineConfig({
  testDir: "tests",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // On a busy machine a step may take seconds. Each wait ends as soon as its condition is met. A test that passes only
  // when it runs again is reported as flaky.
  retries: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    // Without it, a click on what does not appear waits until the test ends, and the report does not name the click.
    actionTimeout: 30_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        // Another host name for this machine, as in a DNS rebinding attack.
        "--host-resolver-rules=MAP rebind.test 127.0.0.1",
      ],
    },
  },
  projects: [
    { name: "with-script", testIgnore: /no-script/ },
    { name: "without-script", testMatch: /no-script/, use: { javaScriptEnabled: false } },
  ],
});
