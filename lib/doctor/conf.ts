import { readFileSync } from 'node:fs';
import { globSync } from './glob.js';

/** A section of one of Asterisk's files, with what its templates give it. */
export interface ConfSection {
  readonly name: string;
  /** In their order; of a repeated name Asterisk's modules mostly take the last. */
  readonly entries: readonly { readonly name: string; readonly value: string }[];
  readonly template: boolean;
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
 * what reading throws; a section that appears twice is one section.
 */
export function readConf(directory: string, file: string): ConfSection[] {
  const reader = new Reader(directory);
  reader.read(file, 0);
  return [...reader.sections.values()];
}

interface Draft {
  readonly name: string;
  readonly entries: { name: string; value: string }[];
  template: boolean;
}

/** Deeper includes are a circle. */
const DEEPEST = 10;

class Reader {
  readonly sections = new Map<string, Draft>();
  #current: Draft | undefined;

  constructor(private readonly directory: string) {}

  read(file: string, depth: number): void {
    const text = readFileSync(this.#path(file), 'utf8').replace(/;--[\s\S]*?--;/g, '');
    for (const raw of text.split('\n')) {
      const line = raw.replace(/(^|[^\\]);.*$/, '$1').trim();
      const include = /^#(try)?include\s+["<]?([^">]+?)[">]?$/.exec(line);
      if (include?.[2]) this.#include(include[2], depth);
      else if (line.startsWith('[')) this.#open(line);
      else this.#add(line);
    }
  }

  #include(pattern: string, depth: number): void {
    if (depth >= DEEPEST) return;
    for (const file of globSync(this.#path(pattern))) {
      try {
        this.read(file, depth + 1);
      } catch {
        // A missing include is Asterisk's to report; what can be read is looked at.
      }
    }
  }

  #path(file: string): string {
    return file.startsWith('/') ? file : `${this.directory}/${file}`;
  }

  #open(line: string): void {
    const [, name = '', options = ''] = /^\[([^\]]+)\](?:\(([^)]*)\))?/.exec(line) ?? [];
    let section = this.sections.get(name);
    if (!section || (options === '' && section.template)) {
      section = { name, entries: section?.entries ?? [], template: false };
      this.sections.set(name, section);
    }
    for (const option of options.split(',').map((word) => word.trim())) {
      if (option === '!') section.template = true;
      else if (option && option !== '+') section.entries.push(...(this.sections.get(option)?.entries ?? []));
    }
    this.#current = section;
  }

  #add(line: string): void {
    const [, name, value] = /^([^=]+?)\s*=>?\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) this.#current?.entries.push({ name, value });
  }
}
