import t from 'tap';
import { callerNumber } from '../../lib/run/caller-number.js';

const HIDDEN = [
  '',
  ' ',
  'anonymous',
  'Anonymous',
  'ANONYMOUS',
  'anonymous@anonymous.invalid',
  'unavailable',
  'Unavailable',
  'unknown',
  'UNKNOWN',
  'Restricted',
  'restricted',
  'Private',
  'private number',
  'withheld',
  'Blocked',
  'asserted',
  'Coinline/Payphone',
  'Anonyme',
  'Anonym',
  'Unbekannt',
  'Unterdrückt',
  'Nicht verfügbar',
  'Privado',
  'Desconocido',
  'Oculto',
  'Inconnu',
  'Masqué',
  'Ismeretlen',
  'Rejtett',
  '匿名',
  '<unknown>',
  'null',
  'none',
  'N/A',
  's',
  '0',
  '000',
  '0000000000',
  '+0000000000',
  '1111111111',
  '9999999999',
  '266696687',
  '7378742833',
  '86282452253',
  '+266696687',
  '٠١٢٣٤٥٦',
  '６５０５５５０１００',
  '6505550100;phone-context=x',
  '650555010O',
  '123456789012345678901',
  '-',
  '+',
  '()',
];

t.test('given any form of a hidden caller, then there is no number to ask by', async (t) => {
  for (const told of HIDDEN) t.equal(callerNumber(told), '', told);
});

t.test('given a number that its network says to hide, then there is none to ask by', async (t) => {
  for (const presentation of ['prohib', 'prohib_not_screened', 'prohib_passed_screen', 'unavailable']) {
    t.equal(callerNumber('+15550100', presentation), '', presentation);
  }
});

t.test('given a number, then it is asked by, without the marks between its digits', async (t) => {
  const table = {
    '+15550100': '+15550100',
    '15550100': '15550100',
    '(650) 555-0100': '6505550100',
    '+1 650.555.0100': '+16505550100',
    '200': '200',
    '111': '111',
    '0650555010': '0650555010',
  };
  for (const [told, number] of Object.entries(table)) {
    t.equal(callerNumber(told, 'allowed_not_screened'), number);
    t.equal(callerNumber(told), number);
  }
});
