import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accessibilityFaults, overhang, startBrowser, watchedPage } from './browser.ts'

/** A page with one fault of each sort that the pages are judged for. */
const FAULTY = `<!doctype html><html lang="ja"><head><title>誤り</title></head><body><main>
  <h1>誤りのあるページ</h1>
  <p style="color: #aaa; background: #fff">薄い字</p>
  <button></button>
  <label>氏名</label> <input id="name">
  <p style="width: 2000px">広すぎる</p>
</main></body></html>`

test('axe names every fault of a page, as often as it is asked, and overhang is measured', async () => {
  const browser = await startBrowser()
  try {
    const { page } = await watchedPage(browser, { width: 320 })
    await page.setContent(FAULTY)
    const first = await accessibilityFaults(page)
    assert.deepEqual(first.map((fault) => fault.slice(0, fault.indexOf(':'))).toSorted(), [
      'button-name',
      'color-contrast',
      'label',
    ])
    assert.deepEqual(await accessibilityFaults(page), first)
    assert.ok((await overhang(page)) > 1000)
    await page.setContent(FAULTY.replace('<button></button>', '<button>送る</button>'))
    assert.equal((await accessibilityFaults(page)).length, first.length - 1)
  } finally {
    await browser.close()
  }
})
