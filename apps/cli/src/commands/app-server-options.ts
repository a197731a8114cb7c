import { configOptions, overridesOf } from '../config/common-options.ts';

export interface AppServerCommand {
  readonly listen: string;
  readonly overrides: readonly string[];
  /** Refuse keys of the configuration that nobody knows. */
  readonly strict: boolean;
  /** Of websockets, as the transport takes it. */
  readonly auth: Readonly<Record<string, unknown>> | undefined;
}

/** The options of `tenon app-server`. Throws for what is no option. */
export async function appServerOptions(args: readonly string[]): Promise<AppServerCommand> {
  if (args.length === 0) return { listen: 'stdio://', overrides: [], strict: false, auth: undefined };
  // Taken here and not imported: most starts have no options.
  const { values } = process.getBuiltinModule('node:util').parseArgs({
    args: [...args],
    options: {
      ...configOptions,
      listen: { type: 'string', default: 'stdio://' },
      'ws-auth': { type: 'string' },
      'ws-token-file': { type: 'string' },
      'ws-token-sha256': { type: 'string' },
      'ws-shared-secret-file': { type: 'string' },
      'ws-issuer': { type: 'string' },
      'ws-audience': { type: 'string' },
      'ws-max-clock-skew-seconds': { type: 'string' },
    },
  });
  const { 'ws-auth': type, 'ws-max-clock-skew-seconds': skew } = values;
  const given = {
    tokenFile: values['ws-token-file'],
    tokenSha256: values['ws-token-sha256'],
    sharedSecretFile: values['ws-shared-secret-file'],
    issuer: values['ws-issuer'],
    audience: values['ws-audience'],
    maxClockSkewSeconds: skew === undefined ? undefined : Number(skew),
  };
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if (type === undefined && Object.keys(fields).length > 0) {
    throw new Error('--ws-… options need --ws-auth capability-token or --ws-auth signed-bearer-token');
  }
  return {
    listen: values.listen,
    overrides: await overridesOf(values),
    strict: values['strict-config'] ?? false,
    auth: type === undefined ? undefined : { type, ...fields },
  };
}
