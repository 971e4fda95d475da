import type { WordsStyle } from './flow.ts'
import type { TextStyle } from './page.ts'

const small: TextStyle = { face: 'regular', size: 7.2, leading: 10.2, colour: 'quiet' }

/** How each part of a paper is set. */
export const STYLES = {
  service: { face: 'bold', size: 8.5, leading: 13, colour: 'key' },
  mark: { face: 'bold', size: 7.8, leading: 16, colour: 'warn' },
  running: { face: 'regular', size: 7.5, leading: 12, colour: 'quiet' },
  number: { face: 'bold', size: 8.6, leading: 12, colour: 'ink' },
  numberLabel: small,
  addressee: { face: 'bold', size: 12, leading: 19, colour: 'ink' },
  issuer: { face: 'regular', size: 9.5, leading: 15, colour: 'ink' },
  recorded: { face: 'regular', size: 11, leading: 17, colour: 'ink' },
  reading: { face: 'regular', size: 7.5, leading: 11, colour: 'quiet' },
  box: { face: 'regular', size: 12.5, leading: 16, colour: 'ink' },
  tick: { face: 'bold', size: 12, leading: 14, colour: 'key' },
  step: { face: 'bold', size: 10, leading: 16, colour: 'key' },
} as const satisfies Readonly<Record<string, TextStyle>>

/** How each text in both languages is set. */
export const WORDS_STYLES = {
  title: {
    ja: { face: 'bold', size: 19, leading: 28, colour: 'ink' },
    en: { face: 'regular', size: 9.5, leading: 14, colour: 'quiet' },
  },
  longTitle: {
    ja: { face: 'bold', size: 14.5, leading: 21, colour: 'ink' },
    en: { face: 'regular', size: 8.5, leading: 13, colour: 'quiet' },
  },
  heading: {
    ja: { face: 'bold', size: 11, leading: 15, colour: 'key' },
    en: { face: 'regular', size: 7.8, leading: 15, colour: 'quiet' },
  },
  paragraph: {
    ja: { face: 'regular', size: 10, leading: 16.5, colour: 'ink' },
    en: { face: 'regular', size: 8, leading: 12, colour: 'quiet' },
  },
  label: {
    ja: { face: 'bold', size: 9, leading: 13, colour: 'ink' },
    en: small,
  },
  value: {
    ja: { face: 'regular', size: 10.2, leading: 15, colour: 'ink' },
    en: small,
  },
  note: {
    ja: { face: 'regular', size: 8.6, leading: 13.5, colour: 'ink' },
    en: { face: 'regular', size: 7.2, leading: 10.5, colour: 'quiet' },
  },
} as const satisfies Readonly<Record<string, WordsStyle>>
