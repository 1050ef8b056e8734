import { readFileSync } from 'node:fs';
import { globSync } from './glob.js';

/** A section of one of Asterisk's files, with what its templates give it. */
export interface ConfSection {
  readonly name: string;
  /** In their order; of a repeated name Asterisk's modules mostly take the last. */
  readonly entries: readonly { readonly name: string; readonly value: string }[];
  readonly template: boolean;
  /**
   * Asterisk does not have it: an addition, `[name](+)`, to a section that does not stand before it, at which Asterisk
   * warns and reads no more of that file; or what stands below one.
   */
  readonly unread?: 'addition' | 'below';
}

/** The last value of a name, in any case. */
export function entryOf(section: ConfSection | undefined, name: string): string | undefined {
  return section?.entries.findLast((entry) => entry.name.toLowerCase() === name)?.value;
}

/** Whether a word means yes to Asterisk. */
export function isYes(value: string | undefined): boolean {
  return value !== undefined && /^(yes|true|y|t|1|on)$/i.test(value.trim());
}

/**
 * Reads a file of Asterisk's configuration with its includes and templates, as Asterisk's own loader does. Throws
 * what reading throws. A name may come several times: in pjsip.conf an endpoint, its aor and its auth share one.
 */
export function readConf(directory: string, file: string): ConfSection[] {
  const reader = new Reader(directory);
  reader.read(file);
  return reader.sections;
}

interface Draft {
  readonly name: string;
  readonly entries: { name: string; value: string }[];
  readonly template: boolean;
  readonly unread?: ConfSection['unread'];
}

class Reader {
  readonly sections: Draft[] = [];
  #current: Draft | undefined;
  /** Whether Asterisk has stopped reading the file that is read now. */
  #stopped = false;
  /** Files that are open: an include of one of them is a circle. */
  readonly #open = new Set<string>();

  constructor(private readonly directory: string) {}

  read(file: string): void {
    const path = this.#path(file);
    if (this.#open.has(path)) return;
    this.#open.add(path);
    const stopped = this.#stopped;
    try {
      this.#take(readFileSync(path, 'utf8'));
    } finally {
      this.#stopped = stopped;
      this.#open.delete(path);
    }
  }

  #take(whole: string): void {
    const text = whole.replace(/;--[\s\S]*?--;/g, '');
    for (const raw of text.split('\n')) {
      const line = raw.replace(/(^|[^\\]);.*$/, '$1').trim();
      const include = /^#(try)?include\s+["<]?([^">]+?)[">]?$/.exec(line);
      if (include?.[2]) this.#include(include[2]);
      else if (line.startsWith('[')) this.#begin(line);
      else this.#add(line);
    }
  }

  #include(pattern: string): void {
    for (const file of globSync(this.#path(pattern))) {
      try {
        this.read(file);
      } catch {
        // A missing include is Asterisk's to report; what can be read is looked at.
      }
    }
  }

  #path(file: string): string {
    return file.startsWith('/') ? file : `${this.directory}/${file}`;
  }

  #begin(line: string): void {
    const [, name = '', options = ''] = /^\[([^\]]+)\](?:\(([^)]*)\))?/.exec(line) ?? [];
    const words = options.split(',').map((word) => word.trim());
    const plus = words.find((word) => word.startsWith('+'));
    let section = plus === undefined ? undefined : this.#addedTo(name, plus.slice(1));
    if (!section || this.#stopped) {
      const addition = plus !== undefined && !section;
      const unread = addition ? 'addition' : this.#stopped ? 'below' : undefined;
      this.#stopped ||= addition;
      section = { name, entries: [], template: words.includes('!'), ...(unread && { unread }) };
      this.sections.push(section);
    }
    for (const word of words) section.entries.push(...(this.#named(word)?.entries ?? []));
    this.#current = section;
  }

  /** The first of its name, as in Asterisk, whatever its type. */
  #named(name: string): Draft | undefined {
    return this.sections.find((section) => section.name === name && !section.unread);
  }

  /** What `[name](+)` adds to: no template, and with `(+type=endpoint&…)` the first that has such values. */
  #addedTo(name: string, filter: string): Draft | undefined {
    const wanted = filter.split('&').flatMap((pair) => {
      const [, entry, value] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
      return entry === undefined ? [] : [{ entry, value }];
    });
    return this.sections.find(
      (section) =>
        section.name === name &&
        !section.template &&
        !section.unread &&
        wanted.every(({ entry, value }) =>
          section.entries.some((has) => has.name === entry && has.value === value),
        ),
    );
  }

  #add(line: string): void {
    const [, name, value] = /^([^=]+?)\s*=>?\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) this.#current?.entries.push({ name, value });
  }
}
