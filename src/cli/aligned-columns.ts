/** East Asian wide characters take two columns on a terminal (UAX #11, W and F). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u
// oxfmt keeps the escape: ESC [ … m is what styleText writes.
const STYLE_SEQUENCE = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*m`, 'g')

/** The columns `text` takes on a terminal, styles not counted. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text.replace(STYLE_SEQUENCE, '')) width += WIDE.test(character) ? 2 : 1
  return width
}

/** `text` filled with spaces up to `width` columns. */
export function padDisplay(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** Rows in aligned columns, two spaces apart, each line ended. */
export function alignedColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell))
    })
  }
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : padDisplay(cell, widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return rows.map((row) => `${line(row)}\n`).join('')
}
