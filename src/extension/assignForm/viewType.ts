/** VS Code knows the form by it, also over a reload. Apart, for it is needed before the form is loaded. */
export const ASSIGN_FORM = 'codexMaster.assignForm';
