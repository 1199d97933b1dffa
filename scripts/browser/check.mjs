// Opens each page in a browser and holds it to what the README says of it. Usage: node check.mjs BROWSER OUT PAGE...
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";

// From where npm has put them, not from beside this file.
const require = createRequire(join(process.cwd(), "none.js"));
const { chromium } = require("playwright-core");
const axe = require.resolve("axe-core/axe.min.js");

const [browserPath, out, ...pages] = process.argv.slice(2);
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

async function open(context, url, seen) {
  const page = await context.newPage();
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) seen.push(`console: ${m.text()}`); });
  page.on("pageerror", (e) => seen.push(`error: ${e.message}`));
  page.on("request", (r) => { if (r.url() !== url && !r.url().startsWith("data:")) seen.push(`request: ${r.url()}`); });
  await page.goto(url);
  return page;
}

const overflow = (page) => page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
const shown = (page) => page.$$eval(".item", (items) => items.filter((i) => !i.hidden).length);
const focused = (page, selector) => page.evaluate((s) => document.activeElement?.matches(s), selector);

async function searchAndFilter(page) {
  const all = await shown(page);
  assert.ok(all > 0, "there are items");
  await page.fill("#search", "no such words anywhere");
  assert.equal(await shown(page), 0, "a search without a hit shows nothing");
  assert.match(await page.inputValue("#search"), /no such/);
  assert.match(await page.$eval("#shown", (o) => o.value), /^0 of /);
  const word = await page.$eval(".item", (i) => i.querySelector("b, th")?.textContent.trim().split(/\s/)[0] ?? i.textContent.trim().split(/\s/)[0]);
  await page.fill("#search", word);
  const some = await shown(page);
  assert.ok(some > 0 && some <= all, `${word}: ${some} of ${all}`);
  await page.focus("#search");
  await page.keyboard.press("Escape");
  assert.equal(await shown(page), all, "Escape clears the search");
  for (const select of await page.$$("[data-filter]")) {
    const name = await select.getAttribute("data-filter");
    for (const value of await select.$$eval("option", (o) => o.map((x) => x.value).filter(Boolean))) {
      await select.selectOption(value);
      const wanted = await page.$$eval(".item", (items, [n, v]) => items.filter((i) => (i.dataset[n] ?? "").split(" ").includes(v)).length, [name, value]);
      assert.equal(await shown(page), wanted, `${name} ${value}`);
    }
    await select.selectOption("");
  }
  for (const box of await page.$$("[data-switch]")) {
    await box.check();
    const less = await shown(page);
    assert.ok(less > 0 && less < all, `the switch leaves ${less} of ${all}`);
    await box.uncheck();
  }
  assert.equal(await shown(page), all);
}

async function keyboard(page) {
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  await page.keyboard.press("Tab");
  assert.ok(await focused(page, "a.skip"), "the first stop is the link to the content");
  let stops = 1;
  for (; stops < 400 && !(await focused(page, "#search")); stops += 1) await page.keyboard.press("Tab");
  assert.ok(stops < 400, "Tab reaches the search");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("/");
  assert.ok(await focused(page, "#search"), "/ goes to the search");
  assert.equal(await page.inputValue("#search"), "", "and writes nothing there");
  const item = (await page.$("details.item")) ?? (await page.$("details:has(.inside)"));
  await (await item.$("summary")).focus();
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  await page.keyboard.press("Enter");
  assert.equal(await item.evaluate((d) => d.open), true, "Enter opens it");
  assert.notEqual(outline, "none", "the focus can be seen");
  await page.keyboard.press("Enter");
  assert.equal(await item.evaluate((d) => d.open), false, "and closes it");
}

async function links(page) {
  const broken = await page.$$eval("a[href^='#']", (all) => all.map((a) => decodeURIComponent(a.getAttribute("href").slice(1))).filter((id) => !document.getElementById(id)));
  assert.deepEqual(broken, [], "links lead somewhere");
  const target = await page.$("td a[href^='#']");
  if (!target) return;
  await target.click();
  const open = await page.evaluate(() => {
    const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let up = at; up; up = up.parentElement) if (up.tagName === "DETAILS" && !up.open) return false;
    return at.getBoundingClientRect().height > 0;
  });
  assert.ok(open, "a link opens what it leads to");
}

async function accessible(page, scheme) {
  await page.evaluate(readFileSync(axe, "utf8"));
  const result = await page.evaluate(() => globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
  const wrong = result.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary?.split("\n")[1] ?? ""}`).join("; ")}`);
  assert.deepEqual(wrong, [], `${scheme}: accessible`);
}

const profile = mkdtempSync(join(tmpdir(), "vpnconform-browser-"));
const browser = await chromium.launch({ executablePath: browserPath, args: flags });
let failed = 0;
for (const file of pages) {
  const url = pathToFileURL(resolve(file)).href;
  const name = basename(file, ".html");
  const check = async (what, viewport, options, act) => {
    const seen = [];
    const context = await browser.newContext({ viewport, ...options });
    try {
      const page = await open(context, url, seen);
      await act(page);
      assert.deepEqual(seen, [], "no error, no warning, no request");
      console.log(`PASS  ${name}: ${what}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name}: ${what}: ${error.message}`);
    } finally {
      await context.close();
    }
  };
  await check("search and filters", WIDE, {}, searchAndFilter);
  await check("keyboard", WIDE, {}, keyboard);
  await check("links", WIDE, {}, links);
  await check("without script", WIDE, { javaScriptEnabled: false }, async (page) => {
    assert.equal(await page.isVisible("form.toolbar"), false, "no controls that do nothing");
    assert.equal(await page.locator(".item:visible").count(), await page.locator(".item").count(), "everything is there");
  });
  for (const [colorScheme, viewport, size] of [["light", WIDE, "wide"], ["dark", WIDE, "wide"], ["light", PHONE, "phone"], ["dark", PHONE, "phone"]]) {
    await check(`${colorScheme}, ${size}`, viewport, { colorScheme }, async (page) => {
      await page.screenshot({ path: join(out, `${name}-${colorScheme}-${size}.png`) });
      assert.equal(await overflow(page), 0, "no scrolling to the side");
      const first = await page.$("details.item[data-verdict=fail], details:has(h4)");
      if (first) {
        await first.evaluate((d) => { for (const x of [d, ...d.querySelectorAll("details")]) x.open = true; });
        await first.scrollIntoViewIfNeeded();
        await first.evaluate((d) => d.scrollIntoView());
        await page.screenshot({ path: join(out, `${name}-${colorScheme}-${size}-open.png`) });
      }
      await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
      assert.equal(await overflow(page), 0, "nor with everything open");
      await page.evaluate(() => { for (const [n, d] of [...document.querySelectorAll("details")].entries()) d.open = n < 12; });
      await accessible(page, colorScheme);
    });
  }
}
await browser.close();
rmSync(profile, { recursive: true, force: true });
process.exit(failed > 0 ? 1 : 0);
