import { Command } from 'commander';
import { examine } from '../lib/doctor/doctor.js';
import { exitCode, type Finding, type Severity } from '../lib/doctor/finding.js';
import { type ConfigOption, configOption, readConfig } from './options.js';

const MARKS: Readonly<Record<Severity, string>> = {
  critical: 'CRITICAL',
  warning: 'WARNING ',
  info: 'info    ',
};

/** `hushpay doctor`: what is wrong or unsafe, and how to mend it. Changes nothing. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('examine Asterisk, the service, the provider and this machine')
    .addOption(configOption())
    .option('--json', 'one object a line')
    .addHelpText('after', '\nExit code: 0 all is well, 1 there are warnings, 2 something is critical.')
    .action(async ({ config: file, json }: ConfigOption & { json?: boolean }) => {
      const findings = await examine(await readConfig(file), file);
      for (const finding of findings)
        process.stdout.write(json ? `${JSON.stringify(finding)}\n` : words(finding));
      if (!json) process.stdout.write(summary(findings));
      process.exitCode = exitCode(findings);
    });
}

function words({ id, severity, what, why, fix }: Finding): string {
  return `${MARKS[severity]}  ${what}  [${id}]\n          why: ${why}\n          fix: ${fix}\n\n`;
}

function summary(findings: readonly Finding[]): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return `${count('critical')} critical, ${count('warning')} warnings, ${count('info')} for information\n`;
}
