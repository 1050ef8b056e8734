export type Colour = 'caller' | 'agent' | 'hushpay' | 'good' | 'bad' | 'faint' | 'strong';

const CODES: Readonly<Record<Colour, string>> = {
  caller: '36',
  agent: '33',
  hushpay: '35',
  good: '32',
  bad: '31',
  faint: '2',
  strong: '1',
};

/** Paints a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

/** Colours only on a terminal, and never where NO_COLOR is set. */
export function painter(terminal: { readonly isTTY?: boolean }): Paint {
  if (!terminal.isTTY || process.env.NO_COLOR || process.env.TERM === 'dumb') return (_, text) => text;
  return (colour, text) => (text ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
}

/** Columns to write in: those of the terminal, from 80 to 120. */
export function widthOf(terminal: { readonly columns?: number }): number {
  return Math.min(120, Math.max(80, terminal.columns ?? (Number(process.env.COLUMNS) || 100)));
}

/** A text in lines of at most `width` columns, broken between words. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line ? `${line} ${word}` : word;
    while (line.length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  return line ? [...lines, line] : lines;
}
