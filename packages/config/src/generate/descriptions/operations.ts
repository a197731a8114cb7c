import { type KeyDocs, type Section, under } from './section.ts';

const tls: KeyDocs = {
  'ca-certificate': 'Path of the authority’s certificate.',
  'client-certificate': 'Path of the client’s certificate.',
  'client-private-key': 'Path of the client’s key.',
};
const otlp: KeyDocs = {
  endpoint: 'URL of the collector; required.',
  headers: 'Headers of each request.',
  tls: 'Certificates.',
  ...under('tls', tls),
};
const exporter: KeyDocs = {
  'otlp-http': 'OTLP over HTTP.',
  'otlp-http.protocol': 'The encoding; required.',
  ...under('otlp-http', otlp),
  'otlp-grpc': 'OTLP over gRPC.',
  ...under('otlp-grpc', otlp),
};

export const operations: Section = {
  title: 'Files, login and telemetry',
  keys: {
    log_dir: 'The folder of log files.',
    sqlite_home: 'The folder of databases.',
    cli_auth_credentials_store: ['Where the login is kept.', 'file'],
    forced_login_method: 'The only login that is allowed.',
    forced_chatgpt_workspace_id: 'The only workspace that is allowed.',
    check_for_update_on_startup: ['Look for a newer version.', true],
    analytics: 'Analytics.',
    'analytics.enabled': 'Send them.',
    feedback: 'Feedback.',
    'feedback.enabled': ['Let users send it.', true],
    otel: 'OpenTelemetry.',
    ...under('otel', {
      log_user_prompt: ['Write prompts to the log.', false],
      environment: ['The name of the environment.', 'dev'],
      exporter: 'Where logs go.',
      ...under('exporter', exporter),
      trace_exporter: 'Where traces go.',
      ...under('trace_exporter', exporter),
      metrics_exporter: 'Where metrics go.',
      ...under('metrics_exporter', exporter),
    }),
    ghost_snapshot: 'Snapshots for undo.',
    ...under('ghost_snapshot', {
      ignore_large_untracked_files: 'Bytes from which an untracked file is left out.',
      ignore_large_untracked_dirs: 'Files from which an untracked folder is left out.',
      disable_warnings: 'Do not warn of them.',
    }),
    windows: 'Windows.',
    'windows.sandbox': 'The kind of sandbox.',
    'windows.sandbox_private_desktop': 'Run commands on a desktop of their own.',
    windows_wsl_setup_acknowledged: 'The user has been told about WSL.',
    experimental_thread_store: 'Where threads are kept.',
    'experimental_thread_store.type': 'On this machine, or on another.',
    'experimental_thread_store.endpoint': 'URL of the other; required with type `remote`.',
    experimental_thread_store_endpoint: 'The old form of `experimental_thread_store`.',
    experimental_thread_config_endpoint: 'URL that gives the configuration of threads.',
  },
};
