import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'

const require = createRequire(import.meta.url)
const TOKENS_CSS = require.resolve('@digital-go-jp/design-tokens/dist/tokens.css')
const FONT_FOLDER = dirname(require.resolve('@fontsource-variable/noto-sans-jp/package.json'))
const WEB_FOLDER = join(import.meta.dirname, '..')
const CACHE_SECONDS = 3600

const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
} as const

const SCREEN_SCRIPTS = Object.fromEntries(
  ['screen-live.js', 'screen-pins.js', 'screen-keypad.js'].map((name) => [
    name,
    { file: join(WEB_FOLDER, 'counter', 'screen', name), type: TYPES.js },
  ]),
)

/** The closed list of files that pages load; nothing else below the folder can be asked for. */
const FILES: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  'site.css': { file: join(WEB_FOLDER, 'kit', 'site.css'), type: TYPES.css },
  'journey.css': { file: join(WEB_FOLDER, 'journey', 'journey.css'), type: TYPES.css },
  'counter.css': { file: join(WEB_FOLDER, 'counter', 'counter.css'), type: TYPES.css },
  'counter-live.js': { file: join(WEB_FOLDER, 'counter', 'counter-live.js'), type: TYPES.js },
  'screen.css': { file: join(WEB_FOLDER, 'counter', 'screen', 'screen.css'), type: TYPES.css },
  ...SCREEN_SCRIPTS,
  'icon.svg': { file: join(WEB_FOLDER, 'kit', 'icon.svg'), type: TYPES.svg },
  'tokens.css': { file: TOKENS_CSS, type: TYPES.css },
  'fonts/index.css': { file: join(FONT_FOLDER, 'index.css'), type: TYPES.css },
  'journey-live.js': { file: join(WEB_FOLDER, 'journey', 'journey-live.js'), type: TYPES.js },
}

/** Style sheets, fonts and scripts of the pages, from this machine only. Mount at `/assets`. */
export function assets(): Hono {
  const app = new Hono()
  app.get('/fonts/files/:name{[a-z0-9-]+\\.woff2}', (context) =>
    serve(join(FONT_FOLDER, 'files', context.req.param('name')), TYPES.woff2),
  )
  app.get('/:path{.+}', (context) => {
    const known = FILES[context.req.param('path')]
    return known === undefined ? context.notFound() : serve(known.file, known.type)
  })
  return app
}

function serve(file: string, type: string): Response {
  let body: Buffer
  try {
    body = readFileSync(file)
  } catch {
    return new Response('not found', { status: 404 })
  }
  return new Response(new Uint8Array(body), {
    headers: { 'content-type': type, 'cache-control': `max-age=${CACHE_SECONDS}` },
  })
}
