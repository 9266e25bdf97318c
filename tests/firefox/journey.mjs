/**
 * The core journey in Firefox, over WebDriver BiDi: from the set-up link to the reasons of a run.
 *
 *   node journey.mjs FIREFOX ADDRESS SET-UP-LINK
 *
 * It prints what a person saw as JSON; whether it is right, tests/e2e/test_firefox.py judges by what the server has.
 */

import puppeteer from 'puppeteer-core';

const [executablePath, address, link] = process.argv.slice(2);
const OWNER = { shop_name: 'Leaf & Clay', name: 'Anna Meyer', email: 'anna@example.com', password: 'four quiet green teapots' };
const PATIENCE = 30_000; // a busy machine is slow, not wrong

const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true, timeout: 2 * PATIENCE });
const complaints = [];
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  page.setDefaultTimeout(PATIENCE);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (said) => said.type() === 'error' && complaints.push(said.text()));
  const workflow = await draw(page);
  const story = await order(page);
  console.log(JSON.stringify({ workflow, story, complaints, version: await browser.version() }));
} finally {
  await browser.close();
}

/** Set up, draw, configure, publish. @param {import('puppeteer-core').Page} page @returns {Promise<string>} its id */
async function draw(page) {
  await page.goto(link);
  for (const [name, text] of Object.entries(OWNER)) await page.locator(`[name=${name}]`).fill(text);
  await leave(page, 'main button.primary');
  await page.goto(`${address}/new-workflow`);
  await leave(page, 'form[action="/workflows"]:not(:has([name=starter])) button');
  await page.waitForFunction(() => document.querySelector('flow-canvas')?.isReady);
  await page.locator('.overview .offer[value="order.created"]').click();
  await page.waitForSelector('[data-node-id="start"]');

  await drag(page, '.palette [data-flow-type="logic.check"]', '.plus[data-source="start"]');
  await page.waitForSelector('#step-panel[data-step="check"]');
  await page.select('#step-panel [name="c.0.field"]', 'order.total');
  await page.waitForSelector('#step-panel [name="c.0.operator"] option[value="greater_than"]');
  await page.select('#step-panel [name="c.0.operator"]', 'greater_than');
  await page.locator('#step-panel [name="c.0.value"]').fill('0');
  await page.waitForSelector('.verdict.yes');

  const empty = await spot(page, 'flow-canvas', 0.85, 0.8);
  await drag(page, '.palette [data-flow-type="order.add_tags"]', empty);
  await page.waitForSelector('[data-node-id="add_tags"] ::-p-text(Not connected)');
  await drag(page, '[data-node-id="check"] [data-port="then"]', '[data-node-id="add_tags"]');
  await page.waitForSelector('#step-panel[data-step="add_tags"]');
  await page.locator('#step-panel value-text:has([name=tags])').click();
  await page.keyboard.type('journey');
  await page.locator('#step-panel button.primary').click();
  await page.waitForSelector('[data-node-id="add_tags"] .flow-summary ::-p-text(ourney)');
  await page.waitForFunction(() => document.querySelector('#saved-mark')?.textContent === 'Saved');
  await leave(page, 'form[action$="/publish"] button.primary');
  await page.waitForSelector('.chip.good ::-p-text(On)');
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Places an order and reads the run. @param {import('puppeteer-core').Page} page @returns {Promise<string>} */
async function order(page) {
  await page.goto(`${address}/demo`);
  await leave(page, 'button[name=act][value=order]');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.came li')].some((line) => line.textContent?.includes('New workflow') && line.querySelector('.chip.good')),
  );
  const run = await page.evaluate(() => [...document.querySelectorAll('.came li')].find((line) => line.textContent?.includes('New workflow'))?.querySelector('a')?.href);
  await page.goto(String(run));
  await page.waitForSelector('flow-canvas [data-node-id="add_tags"]');
  return page.$eval('.story', (story) => story.textContent?.replace(/\s+/g, ' ') ?? '');
}

/** A click that leads to another page. @param {import('puppeteer-core').Page} page @param {string} selector */
async function leave(page, selector) {
  await Promise.all([page.waitForNavigation(), page.locator(selector).click()]);
}

/** A point of an element that stands still. @param {import('puppeteer-core').Page} page @param {string} selector */
async function spot(page, selector, across = 0.5, down = 0.5) {
  await page.waitForFunction(() => !document.querySelector('.flow-plane.moving'));
  const found = await page.waitForSelector(selector, { visible: true });
  await found?.scrollIntoView();
  const box = await found?.boundingBox();
  if (!box) throw new Error(`${selector} is not to be seen`);
  return { x: box.x + box.width * across, y: box.y + box.height * down };
}

/** A nudge first, then many steps: a single jump never starts a drag. @param {import('puppeteer-core').Page} page */
async function drag(page, from, to) {
  const start = await spot(page, from);
  const end = typeof to === 'string' ? await spot(page, to) : to;
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 8, start.y + 8);
  await page.mouse.move(end.x, end.y, { steps: 12 });
  await page.mouse.up();
}
