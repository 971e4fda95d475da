/**
 * The distance between a printable ASCII character and its full-width form (Unicode FF01 to FF5E).
 */
const FULL_WIDTH_OFFSET = 0xff01 - 0x21

/**
 * Text as a resident's record holds it: full-width throughout. Digits, letters and spaces that a
 * keyboard gives half-width are widened, half-width katakana too (NFKC), everything else is left as
 * it is.
 */
export function fullWidth(text: string): string {
  return text
    .replace(/[\uff66-\uff9f]+/g, (narrow) => narrow.normalize('NFKC'))
    .replace(/[!-~]/g, (ascii) => String.fromCharCode(ascii.charCodeAt(0) + FULL_WIDTH_OFFSET))
    .replaceAll(' ', '\u3000')
}
