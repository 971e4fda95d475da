import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { CounterProcedure } from '#law/counter-procedure.ts'
import { smallPng } from './small-png.ts'

/** Where pictures for the documents go; nowhere unless it is set. */
const FOLDER = process.env['SHOMEI_PICTURES'] ?? ''
/** Whether pictures are kept: they show the pages' own fonts. */
export const KEEPS_PICTURES = FOLDER !== ''
/** Pages are long: what a reader of the documents looks for stands above this. */
const HEIGHT_MAX = 1100
const WIDTH = 1280

/** A procedure, or work of the office besides: staff and the letters of the day. */
export type Pictured = CounterProcedure | 'staff' | 'notices'

/** Keeps a picture of what is on the page now as `<procedure>-<number>.png`. */
export async function keepPicture(
  page: Page,
  procedure: Pictured,
  number: 1 | 2 | 3,
): Promise<void> {
  if (!KEEPS_PICTURES) return
  mkdirSync(FOLDER, { recursive: true })
  const path = join(FOLDER, `${procedure}-${number}.png`)
  const height = Math.min(
    await page.locator('html').evaluate((root) => root.scrollHeight),
    HEIGHT_MAX,
  )
  const clip = { x: 0, y: 0, width: WIDTH, height }
  writeFileSync(path, smallPng(await page.screenshot({ fullPage: true, clip })))
}
