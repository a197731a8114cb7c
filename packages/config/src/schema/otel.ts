import * as z from 'zod/mini';
import { flag, string, table, text, textMap } from './kinds.ts';

const tls = () => table({ 'ca-certificate': text, 'client-certificate': text, 'client-private-key': text });

const exporter = () =>
  z.optional(
    z.union([
      z.enum(['none', 'statsig']),
      z.object({
        'otlp-http': table({
          endpoint: string,
          protocol: z.enum(['binary', 'json']),
          headers: textMap,
          tls: tls(),
        }),
        'otlp-grpc': table({ endpoint: string, headers: textMap, tls: tls() }),
      }),
    ]),
  );

/** `[otel]`. */
export const otel = () =>
  table({
    log_user_prompt: flag,
    environment: text,
    exporter: exporter(),
    trace_exporter: exporter(),
    metrics_exporter: exporter(),
  });
