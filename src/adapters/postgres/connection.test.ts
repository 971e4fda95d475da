import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDatabaseUrl, placeOf } from './connection.ts'

for (const [text, place] of [
  ['postgresql://jpki:secret@db.example:5433/shomei', 'db.example:5433/shomei'],
  ['postgres://db.example/shomei?sslmode=verify-full', 'db.example/shomei'],
] as const) {
  test(`DATABASE_URL ${place} is taken as it is, and shown without user or password`, () => {
    const parsed = parseDatabaseUrl(text)
    assert.deepEqual(parsed, { ok: true, value: { via: 'url', url: text } })
    assert.equal(placeOf({ via: 'url', url: text }), place)
  })
}

for (const text of ['', 'shomei', 'mysql://db.example/shomei', 'db.example:5432/shomei']) {
  test(`DATABASE_URL "${text}" is refused without repeating it`, () => {
    assert.deepEqual(parseDatabaseUrl(text), {
      ok: false,
      refusal: 'database-url-malformed',
      detail: {},
    })
  })
}
