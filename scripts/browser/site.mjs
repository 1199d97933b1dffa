// Opens pages of the site from its folder. Usage: node site.mjs BROWSER BOOK SHOTS
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// From where npm has put them, not from beside this file.
const require = createRequire(join(process.cwd(), "none.js"));
const { chromium } = require("playwright-core");

const [browserPath, book, shots] = process.argv.slice(2);
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const SIZES = { wide: { width: 1400, height: 1000 }, phone: { width: 360, height: 740 } };
const PAGES = ["index", "install", "first-run", "finding", "ci", "ci/python-emulator", "ci/go-client", "adapter", "adapters", "rules", "rules/request",
  "rules/request/type-required", "rules/parser/key-byte-for-byte", "coverage", "results", "results/matrix", "results/moto-5.2.5", "protocol-notes"];

const top = pathToFileURL(book).href;
const browser = await chromium.launch({ executablePath: browserPath, args: flags });
let failed = 0;

async function check(what, viewport, act) {
  const seen = [];
  const context = await browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    page.on("console", (m) => { if (["error", "warning"].includes(m.type())) seen.push(`console: ${m.text()}`); });
    page.on("pageerror", (e) => seen.push(`error: ${e.message}`));
    page.on("requestfailed", (r) => seen.push(`failed: ${r.url()}`));
    page.on("request", (r) => { if (!r.url().startsWith(top) && !r.url().startsWith("data:")) seen.push(`request: ${r.url()}`); });
    await act(page);
    assert.deepEqual(seen, [], "no error, no warning, no request to elsewhere");
    console.log(`PASS  ${what}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${what}: ${error.message}`);
  } finally {
    await context.close();
  }
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const name of PAGES) {
    await check(`${name}, ${size}`, viewport, async (page) => {
      await page.goto(`${top}/${name}.html`);
      await page.screenshot({ path: join(shots, `${name.replaceAll("/", "_")}-${size}.png`) });
      assert.ok((await page.textContent("main h1")).length > 0, "it has a title");
      const over = await page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
      assert.equal(over, 0, "no scrolling to the side");
    });
  }
}
await check("the search finds a rule", SIZES.wide, async (page) => {
  await page.goto(`${top}/index.html`);
  await page.keyboard.press("/");
  await page.locator("#mdbook-searchbar, #searchbar").first().pressSequentially("control characters echoed");
  const hit = page.locator("#mdbook-searchresults a, #searchresults a").first();
  await hit.waitFor({ timeout: 10000 });
  await hit.click();
  await page.waitForURL((url) => url.href.startsWith(top) && !url.pathname.endsWith("/index.html"));
});
await check("the sidebar leads to a rule", SIZES.wide, async (page) => {
  await page.goto(`${top}/rules/request.html`);
  await page.locator("#mdbook-sidebar a, #sidebar a", { hasText: "namespace" }).first().evaluate((a) => a.click());
  await page.waitForURL(`${top}/rules/response/namespace.html`);
  assert.equal(await page.textContent("main h1"), "response/namespace");
});
await browser.close();
process.exit(failed > 0 ? 1 : 0);
