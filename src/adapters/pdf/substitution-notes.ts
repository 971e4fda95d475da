import type { Block, FieldValue, Paper, Words } from '#ra/papers/paper.ts'
import { glyphFor } from './font-face.ts'
import { clustersOf } from './line-breaking.ts'
import type { OpenTypeFont } from './open-type-font.ts'
import { TYPESETTING_TEXTS } from './typesetting-texts.ts'

/** Notes that name every character the font cannot set as it is; none where it can set all. */
export function substitutionNotes(font: OpenTypeFont, paper: Paper): readonly Block[] {
  const missing = new Set<string>()
  const usualForm = new Set<string>()
  for (const text of textsOf(paper)) {
    for (const cluster of clustersOf(text)) {
      if (cluster === '\n') continue
      const { likeness } = glyphFor(font, cluster)
      if (likeness === 'missing') missing.add(cluster)
      if (likeness === 'usual-form') usualForm.add(cluster)
    }
  }
  return [
    ...substitutionNote(TYPESETTING_TEXTS.missing, missing),
    ...substitutionNote(TYPESETTING_TEXTS.usualForm, usualForm),
  ]
}

function substitutionNote({ ja, en }: Words, clusters: ReadonlySet<string>): readonly Block[] {
  if (clusters.size === 0) return []
  const characters = [...clusters].map(codePoints).join(', ')
  const words = {
    ja: ja.replace('{characters}', characters),
    en: en.replace('{characters}', characters),
  }
  return [{ block: 'note', tone: 'important', words }]
}

/** `U+845B U+E0100` */
function codePoints(cluster: string): string {
  return Array.from(cluster, (character) => {
    const digits = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return `U+${digits}`
  }).join(' ')
}

/** Every text of the paper. */
function textsOf(paper: Paper): readonly string[] {
  const { title, number, issuer, addressee, blocks, mark } = paper
  const marks = mark === undefined ? [] : both(mark)
  const own = [...both(title), ...marks, ...issuer, ...addressee]
  return [...own, ...(number === undefined ? [] : [number]), ...blocks.flatMap(textsOfBlock)]
}

function textsOfBlock(block: Block): readonly string[] {
  switch (block.block) {
    case 'heading':
    case 'paragraph':
    case 'note':
      return both(block.words)
    case 'fields':
      return block.fields.flatMap(({ label, value }) => [...both(label), ...textsOfValue(value)])
    case 'table':
      return [
        ...block.columns.flatMap(({ label }) => both(label)),
        ...block.rows.flat().flatMap(textsOfValue),
      ]
    case 'steps':
      return block.steps.flatMap(both)
    case 'signature':
      return block.lines.flatMap(both)
    case 'new-page':
      return []
  }
}

function textsOfValue(value: FieldValue): readonly string[] {
  switch (value.value) {
    case 'text':
      return value.reading === undefined ? [value.text] : [value.reading, value.text]
    case 'words':
      return value.words.flatMap(both)
    case 'choices':
      return value.choices.flatMap(({ words }) => both(words))
    case 'blank':
      return []
  }
}

function both({ ja, en }: Words): readonly string[] {
  return [ja, en]
}
