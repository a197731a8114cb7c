/**
 * Where the wire differs from the reference on purpose: the place, as the held-against test prints it, and why.
 * A difference that is not here fails the test, and so does an entry that is no difference any more.
 */
export const meantDifferences: Readonly<Record<string, string>> = {
  'ExternalAgentConfigDetectResponse.leftOut: only ours': 'What cannot be imported is told, and not passed over.',
  'ExternalAgentConfigImportResponse.results: only ours': 'What became of each thing that was to be imported.',
  'ExternalAgentConfigMigrationItem.entries: only ours': 'A preview: what would be written where.',
  'InitializeCapabilities.eventSequence: only ours':
    'A client that asks for them gets the sequence number of each event, to go on from after a break.',
  'ThreadForkResponse.cursor: only ours': 'Where the events of the thread stand, to go on from after a break.',
  'ThreadListParams.searchIn: only ours': 'A search of what was said, and not only of names and previews.',
  'ThreadResumeParams.cursor: only ours': 'What was missed since then is sent again.',
  'ThreadResumeParams.readOnly: only ours': 'To watch a thread without being asked and without holding it.',
  'ThreadResumeResponse.cursor: only ours': 'Where the events of the thread stand, to go on from after a break.',
  'ThreadResumeResponse.replay: only ours': 'Whether all that was missed is sent again.',
  'ThreadStartResponse.cursor: only ours': 'Where the events of the thread stand, to go on from after a break.',
  'TurnStartParams.queue: only ours': 'A turn that waits for the running one, instead of steering it.',
};
