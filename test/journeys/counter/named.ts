import assert from 'node:assert/strict'

/** Matches the accessible name of what is labelled in Japanese first, whatever follows. */
export function named(words: { readonly ja: string } | undefined): RegExp {
  assert.ok(words !== undefined, 'the pages have a name for it')
  return new RegExp(`^\\s*${words.ja.replace(/[.?*+^$()[\]{}|\\]/g, String.raw`\$&`)}`)
}
