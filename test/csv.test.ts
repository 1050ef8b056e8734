import t from 'tap';
import { csvRecord } from '../lib/csv.js';

const TABLE: readonly (readonly [string, string | number | undefined, string])[] = [
  ['a word', 'shoes', 'shoes'],
  ['nothing', undefined, ''],
  ['an empty text', '', ''],
  ['a number below zero, which is no text', -5, '-5'],
  ['a comma', 'a,b', '"a,b"'],
  ['a quote', 'a "b"', '"a ""b"""'],
  ['a line break', 'a\r\nb', '"a\r\nb"'],
  ['spaces at an end', ' a', '" a"'],
  ['a formula', '=1+1', "'=1+1"],
  ['a formula with quotes', '=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
  ['a plus', '+49', "'+49"],
  ['a minus', '-1', "'-1"],
  ['an at sign', '@SUM(A1)', "'@SUM(A1)"],
  ['a tab before a formula', '\t=1', "'\t=1"],
  ['spaces before a formula', '  =1', "'  =1"],
  ['a carriage return', '\r=1', '"\'\r=1"'],
  ['a wide formula', '＝1', "'＝1"],
  ['letters of all kinds', 'Žluťoučký 漢字', 'Žluťoučký 漢字'],
];

for (const [name, value, expected] of TABLE) {
  t.test(`given ${name}, when written as CSV, then a spreadsheet reads a text`, async (t) => {
    t.equal(csvRecord(['x', value, 'y']), `x,${expected},y\r\n`);
  });
}
