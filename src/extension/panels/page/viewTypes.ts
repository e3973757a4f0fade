/** The kinds of pages as VS Code knows them, also after a reload. Apart from the pages, which are loaded late. */
export const AGENT_PAGE = 'codexMaster.agentPage';
export const TIMELINE_PAGE = 'codexMaster.timeline';
export const ASSIGNMENT_PAGE = 'codexMaster.assignmentPage';
