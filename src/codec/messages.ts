import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { PemRefusal } from './pem.ts'

/** What a person reads when a text is not the PEM that was asked for. */
export const PEM_REFUSAL_TEXTS: RefusalTexts<PemRefusal> = {
  'pem-absent': {
    ja: '「-----BEGIN {label}-----」で始まる部分がありません。',
    en: 'There is no block that begins with “-----BEGIN {label}-----”.',
    nextJa: 'ファイルを取り違えていないか、DER 形式（バイナリ）ではないか確かめてください。',
    nextEn: 'Check that this is the right file, and that it is not binary DER.',
  },
  'pem-too-large': {
    ja: 'テキストが大きすぎます（{characters} 文字、上限 {charactersMax} 文字）。',
    en: 'The text is too large ({characters} characters, at most {charactersMax}).',
    nextJa: 'ファイルを分けるか、DER 形式で渡してください。',
    nextEn: 'Split the file, or pass it as DER.',
  },
  'pem-too-many': {
    ja: '「{label}」が {blocksMax} 個を超えて入っています。',
    en: 'There are more than {blocksMax} blocks labelled {label}.',
    nextJa: '必要なものだけを残して渡してください。',
    nextEn: 'Keep only what is needed and try again.',
  },
  'pem-label-unexpected': {
    ja: '{line} 行目に、「{label}」以外のものが入っています。',
    en: 'Line {line} begins something other than {label}.',
    nextJa:
      '「{label}」だけを残して渡してください。秘密鍵が入っている場合は、ファイルを人に渡さないでください。',
    nextEn: 'Keep only the {label} blocks. If the file holds a private key, give it to nobody.',
  },
  'pem-malformed': {
    ja: '{line} 行目から始まる部分が正しい PEM ではありません。',
    en: 'The block that begins on line {line} is not well-formed PEM.',
    nextJa: '改行や空白が途中で変わっていないか確かめ、元のファイルを受け取り直してください。',
    nextEn:
      'Check that line ends and spaces were not changed on the way, and fetch the file again.',
  },
}
