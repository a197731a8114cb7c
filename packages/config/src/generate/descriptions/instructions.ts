import { type Section, under } from './section.ts';

export const instructions: Section = {
  title: 'Projects and prompts',
  keys: {
    project_doc_max_bytes: ['Bytes of AGENTS.md files that the model gets; 0 is none.', 32_768],
    project_doc_fallback_filenames: 'Names to look for where there is no AGENTS.md.',
    project_root_markers: 'Names that make a folder the root of a project; default: `.git`.',
    include_permissions_instructions: ['Tell the model what it may do.', true],
    include_apps_instructions: ['Tell it of apps.', true],
    include_environment_context: ['Tell it of the folder, the shell and the date.', true],
    commit_attribution: 'What commits are signed with.',
    skills: 'Skills.',
    ...under('skills', {
      include_instructions: ['Tell the model which skills there are.', true],
      bundled: 'The skills that come with the program.',
      'bundled.enabled': ['Use them.', true],
      config: 'Switches of skills.',
      'config[].enabled': 'Use the skill.',
      'config[].path': 'Its path.',
      'config[].name': 'Its name; one of path and name is needed.',
    }),
    profile: 'The profile to use.',
    profiles: 'Profiles by name.',
    history: 'The history of prompts.',
    'history.persistence': ['Whether it is kept; required in the table.', 'save-all'],
    'history.max_bytes': 'Bytes to keep.',
  },
};
