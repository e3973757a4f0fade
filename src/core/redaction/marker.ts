/** What stands in the place of something that must not be shown. */
export const REDACTED = '<redacted>';
