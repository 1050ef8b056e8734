import type { Console } from './console.js';

/** One step of a dialplan that is loaded. */
export interface Step {
  readonly context: string;
  readonly exten: string;
  /** `Set(MUTEAUDIO(in)=on)` */
  readonly call: string;
}

/** Every step of a context, or of all, as Asterisk has it now. Empty where there is no such context. */
export async function loadedSteps(console: Console, context?: string): Promise<readonly Step[]> {
  return stepsOf(await console.show(context === undefined ? 'dialplan show' : `dialplan show ${context}`));
}

/** Reads `dialplan show`: `  'exten' =>  [label]  1. Application(data)   [file:line]`. */
export function stepsOf(lines: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  let context = '';
  let exten = '';
  for (const line of lines) {
    const named = /^\[ Context '(.*)' created by/.exec(line)?.[1];
    if (named !== undefined) context = named;
    const [, extension, call] =
      /^\s*(?:'(.+?)' \(?.*?=>)?\s*(?:\[\S+\])?\s*\d+\. (.*?)\s+\[[^[\]]*\]$/.exec(line) ?? [];
    if (call === undefined) continue;
    exten = extension ?? exten;
    steps.push({ context, exten, call });
  }
  return steps;
}

export interface FeatureCodes {
  /** Built in, by what they do: `Disconnect Call`. */
  readonly builtin: ReadonlyMap<string, string>;
  /** Of the application map. */
  readonly dynamic: ReadonlyMap<string, string>;
}

/** The codes in force; those that are nobody's are left out. */
export async function loadedFeatures(console: Console): Promise<FeatureCodes> {
  return featuresOf(await console.show('features show'));
}

export function featuresOf(lines: readonly string[]): FeatureCodes {
  const dynamicFrom = lines.findIndex((line) => line.startsWith('Dynamic Feature'));
  const end = lines.findIndex((line) => line.startsWith('Feature Groups'));
  return {
    builtin: codes(lines.slice(0, dynamicFrom)),
    dynamic: codes(lines.slice(dynamicFrom, end < 0 ? undefined : end)),
  };
}

/** A name, the default and what is in force, in columns; the default may be empty or `no def`. */
function codes(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [, name, current] = /^(\S(?:.*?\S)?)\s{2,}(?:\S.*?\s+)?([0-9*#A-D]+)$/.exec(line.trimEnd()) ?? [];
      return name !== undefined && current !== undefined ? [[name.trim(), current]] : [];
    }),
  );
}
