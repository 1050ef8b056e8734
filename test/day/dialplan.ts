/** One application of the dialplan, with its arguments as they are written. */
export interface Step {
  readonly label?: string;
  readonly app: string;
  readonly args: string;
}

export interface Place {
  readonly context: string;
  readonly exten: string;
  /** From 0. */
  readonly index: number;
}

/** Answers a function of the dialplan such as `CHANNEL_EXISTS`; its arguments are expanded. */
export type Functions = (name: string, args: string) => string | undefined;

/** The text of extensions.conf, read as Asterisk does: as much of it as Hushpay's own contexts use. */
export class Dialplan {
  readonly #contexts = new Map<string, Map<string, Step[]>>();

  constructor(text: string) {
    let extens = new Map<string, Step[]>();
    let steps: Step[] = [];
    for (const line of text.split('\n')) {
      const context = /^\[(\S+)\]/.exec(line)?.[1];
      if (context) {
        extens = new Map();
        this.#contexts.set(context, extens);
      }
      const [, exten, label, app = '', args = ''] =
        /^(?:exten => ([^,]+),1|\s*same => n(?:\((\w+)\))?),(\w+)\((.*)\)\s*$/.exec(line) ?? [];
      if (!app) continue;
      if (exten) {
        steps = [];
        extens.set(exten, steps);
      }
      steps.push({ app, args, ...(label && { label }) });
    }
  }

  step({ context, exten, index }: Place): Step | undefined {
    return this.#steps(context, exten)?.[index];
  }

  /** Where `[[context,]exten,]priority` leads to from here; a priority may be a label. */
  place(target: string, from: Place): Place {
    const parts = target.split(',').map((part) => part.trim());
    const priority = parts.pop() ?? '1';
    const exten = parts.pop() ?? from.exten;
    const context = parts.pop() ?? from.context;
    const labelled = this.#steps(context, exten)?.findIndex(({ label }) => label === priority) ?? -1;
    const index = /^\d+$/.test(priority) ? Number(priority) - 1 : labelled;
    if (!this.step({ context, exten, index })) throw new Error(`the dialplan has no ${target}`);
    return { context, exten, index };
  }

  #steps(context: string, exten: string): readonly Step[] | undefined {
    const extens = this.#contexts.get(context);
    return extens?.get(exten) ?? extens?.get(`_${exten.slice(0, 2)}.`);
  }
}

/** Fills in `${variables}`, `${FUNCTIONS()}` and `$[expressions]`, the innermost first. */
export function expand(text: string, variables: ReadonlyMap<string, string>, functions: Functions): string {
  let out = '';
  for (let i = 0; i < text.length; ) {
    const opening = text.slice(i, i + 2);
    if (opening !== '${' && opening !== '$[') {
      out += text[i++];
      continue;
    }
    const [open, close] = opening === '${' ? ['{', '}'] : ['[', ']'];
    const end = closing(text, i + 1, open, close);
    const inner = expand(text.slice(i + 2, end), variables, functions);
    out += open === '{' ? filled(inner, variables, functions) : express(inner);
    i = end + 1;
  }
  return out;
}

/** `cond?yes:no`: what is to be done of it. */
export function chosen(text: string): string | undefined {
  const at = text.indexOf('?');
  const [yes, no] = text.slice(at + 1).split(':');
  return truth(text.slice(0, at)) ? yes || undefined : no || undefined;
}

function closing(text: string, from: number, open: string, close: string): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === open) depth++;
    if (text[i] === close && --depth === 0) return i;
  }
  throw new Error(`not closed: ${text}`);
}

function filled(inner: string, variables: ReadonlyMap<string, string>, functions: Functions): string {
  const [, name, args = ''] = /^(\w+)\((.*)\)$/s.exec(inner) ?? [];
  if (!name) {
    const [, variable = inner, from, length] = /^(\w+):(\d+):(\d+)$/.exec(inner) ?? [];
    const value = variables.get(variable) ?? '';
    return from === undefined ? value : value.slice(Number(from), Number(from) + Number(length));
  }
  if (name === 'IF') return chosen(args) ?? '';
  if (name === 'FILTER') {
    const at = args.indexOf(',');
    return args.slice(at + 1).replace(new RegExp(`[^${args.slice(0, at)}]`, 'g'), '');
  }
  const told = functions(name, args);
  if (told === undefined) throw new Error(`the dialplan asks for ${name}(), which is not modelled`);
  return told;
}

function truth(value: string): boolean {
  return !['', '0'].includes(value.trim());
}

function express(text: string): string {
  const parts = (operator: string) => text.split(` ${operator} `);
  if (parts('|').length > 1) return String(Number(parts('|').some((part) => truth(express(part)))));
  if (parts('&').length > 1) return String(Number(parts('&').every((part) => truth(express(part)))));
  const [, left = '', operator, right = ''] = /^\s*(.*?) (=|!=|<|>=|\+) (.*?)\s*$/.exec(text) ?? [];
  switch (operator) {
    case '=':
      return String(Number(left === right));
    case '!=':
      return String(Number(left !== right));
    case '<':
      return String(Number(Number(left) < Number(right)));
    case '>=':
      return String(Number(Number(left.replaceAll('"', '')) >= Number(right)));
    case '+':
      return String(Number(left) + Number(right));
    default:
      return text;
  }
}
