import { featuresCommand, featuresHelp, runFeatures } from '../config/features.ts';
import { runCommand } from '../run-command.ts';

/** `tenon features list|enable|disable`. */
export const features = (args: readonly string[]): Promise<void> =>
  runCommand({
    name: 'features',
    help: featuresHelp,
    parse: () => featuresCommand(args, { cwd: process.cwd(), env: process.env }),
    run: runFeatures,
  });
